using System.Buffers;
using System.Buffers.Binary;
using Telemetry.Core;
using Telemetry.Core.Cover;

namespace Telemetry.Server.Query.Cells;

/// <summary>Cells in the fewest bytes that still are simple to read; the contract says how.</summary>
internal static class PackedCells
{
    private const int HeaderBytes = 72;
    private const int VarintBytes = 10;

    private enum Sort
    {
        Outside = 0,
        Unseen = 1,
        Ages = 2,
        SameAge = 3,
    }

    private static ReadOnlySpan<byte> Magic => "PCL1"u8;

    public static byte[] Of(CellTimes times)
    {
        var bytes = new ArrayBufferWriter<byte>();
        WriteHeader(bytes, times);
        // Spots by row, then column: their age in seconds, or why they have none.
        var spots = new long[times.Columns * times.Rows];
        for (var spot = 0; spot < spots.Length; spot++)
            spots[spot] = AgeOf(times, times.At(spot % times.Columns, spot / times.Columns));
        long told = 0;
        for (var from = 0; from < spots.Length;)
            from = WriteRun(bytes, spots, from, ref told);
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteHeader(ArrayBufferWriter<byte> bytes, CellTimes times)
    {
        var header = bytes.GetSpan(HeaderBytes);
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], times.Columns);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], times.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], times.Count);
        BinaryPrimitives.WriteDoubleLittleEndian(header[16..], times.Origin.LatitudeDeg);
        BinaryPrimitives.WriteDoubleLittleEndian(header[24..], times.Origin.LongitudeDeg);
        BinaryPrimitives.WriteDoubleLittleEndian(header[32..], times.CellLatitudeDeg);
        BinaryPrimitives.WriteDoubleLittleEndian(header[40..], times.CellLongitudeDeg);
        BinaryPrimitives.WriteDoubleLittleEndian(header[48..], times.CellM);
        BinaryPrimitives.WriteInt64LittleEndian(header[56..], times.AtUs);
        BinaryPrimitives.WriteInt64LittleEndian(header[64..], times.FromUs);
        bytes.Advance(HeaderBytes);
    }

    private static long AgeOf(CellTimes times, int cell)
    {
        if (cell < 0)
            return -1 - (long)Sort.Outside;
        return times.SeenUs(cell) is { } seenUs ? (times.AtUs - seenUs) / TimeUs.PerSecond : -1 - (long)Sort.Unseen;
    }

    /// <summary>Returns where the next run begins.</summary>
    private static int WriteRun(ArrayBufferWriter<byte> bytes, long[] spots, int from, ref long told)
    {
        var same = SameFrom(spots, from);
        if (spots[from] < 0)
        {
            WriteHead(bytes, (Sort)(-1 - spots[from]), same - from);
            return same;
        }

        if (same - from > 1)
        {
            WriteHead(bytes, Sort.SameAge, same - from);
            WriteAge(bytes, spots[from], ref told);
            return same;
        }

        var to = from + 1;
        // Two alike begin a run of their own: it costs no more than they would here.
        while (to < spots.Length && spots[to] >= 0 && !(to + 1 < spots.Length && spots[to + 1] == spots[to]))
            to++;
        WriteHead(bytes, Sort.Ages, to - from);
        for (var spot = from; spot < to; spot++)
            WriteAge(bytes, spots[spot], ref told);
        return to;
    }

    private static int SameFrom(long[] spots, int from)
    {
        var to = from + 1;
        while (to < spots.Length && spots[to] == spots[from])
            to++;
        return to;
    }

    private static void WriteHead(ArrayBufferWriter<byte> bytes, Sort sort, int spots) =>
        WriteVarint(bytes, ((ulong)spots << 2) | (ulong)sort);

    private static void WriteAge(ArrayBufferWriter<byte> bytes, long age, ref long told)
    {
        var step = age - told;
        told = age;
        WriteVarint(bytes, (ulong)((step << 1) ^ (step >> 63)));
    }

    private static void WriteVarint(ArrayBufferWriter<byte> bytes, ulong value)
    {
        var span = bytes.GetSpan(VarintBytes);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        bytes.Advance(count);
    }
}
