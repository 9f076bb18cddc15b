using System.Buffers.Binary;

namespace Telemetry.Client.Spool;

/// <summary>Ranges of numbers as they lie in records: first and last, unsigned 64-bit each.</summary>
internal static class SpoolRanges
{
    private const int RangeBytes = 2 * sizeof(ulong);

    public static void Write(Span<byte> into, IReadOnlyList<NumberRange> ranges)
    {
        for (var i = 0; i < ranges.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(into[(i * RangeBytes)..], ranges[i].First);
            BinaryPrimitives.WriteUInt64LittleEndian(into[((i * RangeBytes) + sizeof(ulong))..], ranges[i].Last);
        }
    }

    public static NumberRange[] Read(ReadOnlySpan<byte> from)
    {
        var ranges = new NumberRange[from.Length / RangeBytes];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new NumberRange(
                BinaryPrimitives.ReadUInt64LittleEndian(from[(i * RangeBytes)..]),
                BinaryPrimitives.ReadUInt64LittleEndian(from[((i * RangeBytes) + sizeof(ulong))..]));
        }

        return ranges;
    }
}
