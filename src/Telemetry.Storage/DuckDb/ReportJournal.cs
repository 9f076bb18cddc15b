using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Telemetry.Core.Tracks;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Makes a group of reports durable with one write and one fsync, until they are folded into DuckDB in bulk, which
/// costs it half of what many small commits do (measured: src/decisions/0004-duckdb.md).
/// </summary>
/// <remarks>
/// A frame per group: length and CRC-32C of the payload, both 32 bits little-endian, then the batches
/// (<see cref="ReportEncoding"/>). A frame that is cut short or does not match its sum was never acknowledged, and
/// none follows it. Reading frames again that were folded already does no harm: the first report wins.
/// </remarks>
internal sealed class ReportJournal : IDisposable
{
    private const int HeaderBytes = 2 * sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "PTJRNL01"u8;

    private readonly SafeFileHandle _file;
    private byte[] _frame = new byte[1 << 20];
    private int _frameBytes = HeaderBytes;

    /// <summary>Where the acknowledged frames end.</summary>
    private long _end;

    public ReportJournal(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Span<byte> magic = stackalloc byte[Magic.Length];
        var read = RandomAccess.Read(_file, magic, 0);
        if (read == Magic.Length && !magic.SequenceEqual(Magic))
            throw new StoreException($"{path} is no journal of this program.");
        if (read < Magic.Length)
            RandomAccess.Write(_file, Magic, 0);
        _end = Magic.Length;
    }

    /// <summary>Adds the stored reports of a batch to the frame to be written next.</summary>
    public void Add(ReportBatch batch, ReadOnlySpan<AppendOutcome> outcomes)
    {
        if (!outcomes.Contains(AppendOutcome.Stored))
            return;
        var room = _frameBytes + ReportEncoding.MaxBytes(batch);
        if (_frame.Length < room)
            Array.Resize(ref _frame, Math.Max(room, 2 * _frame.Length));
        _frameBytes += ReportEncoding.Write(_frame.AsSpan(_frameBytes), batch, outcomes);
    }

    /// <summary>Writes the frame; durable when it returns.</summary>
    public void Commit()
    {
        if (_frameBytes == HeaderBytes)
            return;
        var frame = _frame.AsSpan(0, _frameBytes);
        BinaryPrimitives.WriteInt32LittleEndian(frame, _frameBytes - HeaderBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[sizeof(uint)..], Crc32C(frame[HeaderBytes..]));
        RandomAccess.Write(_file, frame, _end);
        RandomAccess.FlushToDisk(_file);
        _end += _frameBytes;
        _frameBytes = HeaderBytes;
    }

    /// <summary>What was acknowledged and may not be in DuckDB. Drops a frame just begun, and what is torn.</summary>
    public List<ReportBatch> Recover()
    {
        var batches = new List<ReportBatch>();
        _frameBytes = HeaderBytes;
        _end = Magic.Length;
        while (ReadFrame() is { } payload)
        {
            for (var position = 0; position < payload.Length;)
                batches.Add(ReportEncoding.Read(payload, ref position));
            _end += HeaderBytes + payload.Length;
        }

        return batches;
    }

    /// <summary>Empties it: all that it held is in DuckDB, durable.</summary>
    public void Clear()
    {
        RandomAccess.SetLength(_file, Magic.Length);
        RandomAccess.FlushToDisk(_file);
        _end = Magic.Length;
    }

    public void Dispose() => _file.Dispose();

    private byte[]? ReadFrame()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(_file, header, _end) < HeaderBytes)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length <= 0 || length > RandomAccess.GetLength(_file) - _end - HeaderBytes)
            return null;
        var payload = new byte[length];
        if (RandomAccess.Read(_file, payload, _end + HeaderBytes) < length)
            return null;
        return Crc32C(payload) == BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(uint)..]) ? payload : null;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            sum = BitOperations.Crc32C(sum, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            sum = BitOperations.Crc32C(sum, rest);
        return ~sum;
    }
}
