using System.Buffers.Binary;

namespace Telemetry.Server.Tests.Query.Cells;

/// <summary>Reads packed cells as the contract says, and by nothing else.</summary>
internal sealed class PackedReader
{
    private readonly byte[] _bytes;
    private int _at = 72;

    public PackedReader(byte[] bytes)
    {
        _bytes = bytes;
        Assert.Equal([0x50, 0x43, 0x4C, 0x31], bytes[..4]);
        var span = bytes.AsSpan();
        Columns = (int)BinaryPrimitives.ReadUInt32LittleEndian(span[4..]);
        Rows = (int)BinaryPrimitives.ReadUInt32LittleEndian(span[8..]);
        Count = (int)BinaryPrimitives.ReadUInt32LittleEndian(span[12..]);
        var numbers = Enumerable.Range(0, 5)
            .Select(i => BinaryPrimitives.ReadDoubleLittleEndian(_bytes.AsSpan(16 + (8 * i)))).ToArray();
        (LatitudeDeg, LongitudeDeg, CellLatitudeDeg, CellLongitudeDeg, CellM) =
            (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        AtUs = BinaryPrimitives.ReadInt64LittleEndian(span[56..]);
        FromUs = BinaryPrimitives.ReadInt64LittleEndian(span[64..]);
        Cells = [.. ReadRuns()];
        Assert.Equal(bytes.Length, _at);
    }

    public int Columns { get; }

    public int Rows { get; }

    public int Count { get; }

    public double LatitudeDeg { get; }

    public double LongitudeDeg { get; }

    public double CellLatitudeDeg { get; }

    public double CellLongitudeDeg { get; }

    public double CellM { get; }

    public long AtUs { get; }

    public long FromUs { get; }

    /// <summary>Those of the place, row by row; without an age those that were not seen.</summary>
    public IReadOnlyList<(int Row, int Column, long? AgeSeconds)> Cells { get; }

    private IEnumerable<(int Row, int Column, long? AgeSeconds)> ReadRuns()
    {
        long age = 0;
        for (var spot = 0; spot < Columns * Rows;)
        {
            var head = ReadVarint();
            var (sort, spots) = ((int)(head & 3), (int)(head >> 2));
            Assert.InRange(spots, 1, (Columns * Rows) - spot);
            if (sort == 3)
                age += ReadZigZag();
            for (var end = spot + spots; spot < end; spot++)
            {
                if (sort == 2)
                    age += ReadZigZag();
                if (sort != 0)
                    yield return (spot / Columns, spot % Columns, sort == 1 ? null : age);
            }
        }
    }

    private long ReadZigZag()
    {
        var value = ReadVarint();
        return value % 2 == 0 ? (long)(value / 2) : -(long)((value + 1) / 2);
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = _bytes[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
