using System.Buffers.Binary;
using System.Numerics;

namespace Telemetry.Client.Spool;

internal enum RecordKind : byte
{
    /// <summary>A report's protobuf bytes. Its number is its position in the segment.</summary>
    Report = 1,

    /// <summary>A range of numbers that is settled: two unsigned 64-bit integers.</summary>
    Settled = 2,

    /// <summary>All ranges unsettled when the segment began, so that older segments can go in any order.</summary>
    Unsettled = 3,
}

/// <summary>
/// How a record lies on disk, little endian: CRC-32C of what follows (4 bytes), kind (1), length (3), payload.
/// </summary>
internal static class SpoolRecord
{
    public const int HeaderBytes = 8;
    public const int MaxPayloadBytes = (1 << 24) - 1;

    /// <summary>Completes a record whose payload is in place already behind the header.</summary>
    public static void Seal(Span<byte> record, RecordKind kind)
    {
        var length = record.Length - HeaderBytes;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxPayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)kind | ((uint)length << 8));
        BinaryPrimitives.WriteUInt32LittleEndian(record, Checksum(record[4..]));
    }

    public static int PayloadBytes(ReadOnlySpan<byte> header) =>
        (int)(BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) >> 8);

    public static RecordKind KindOf(ReadOnlySpan<byte> header) => (RecordKind)header[4];

    public static bool IsWhole(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record) == Checksum(record[4..]);

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
