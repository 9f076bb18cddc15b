using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Patrol.Telemetry.V1;

namespace Telemetry.Client.Spool;

/// <summary>
/// One file of a spool, only ever appended to: a header, then records. Its name is its first report's number.
/// </summary>
internal sealed class Segment : IDisposable
{
    public const string Extension = ".spool";

    // Magic (8), first number (8), datum (4), CRC-32C of these (4).
    private const int HeaderBytes = 24;
    private const ulong Magic = 0x31304C5053544150; // "PATSPL01"

    // Every so many reports the place in the file is kept, so that reading can begin near any number.
    private const int IndexStep = 64;

    private readonly SafeFileHandle _file;
    private readonly List<long> _index = [];

    private Segment(string path, SafeFileHandle file, ulong firstNumber, Datum datum)
    {
        (Path, _file, FirstNumber, Datum) = (path, file, firstNumber, datum);
        Length = HeaderBytes;
    }

    public string Path { get; }

    public ulong FirstNumber { get; }

    public Datum Datum { get; }

    public ulong Count { get; private set; }

    public long Length { get; private set; }

    public ulong NextNumber => FirstNumber + Count;

    public static Segment Create(string folder, ulong firstNumber, Datum datum)
    {
        var path = System.IO.Path.Combine(folder, $"{firstNumber:x16}{Extension}");
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], firstNumber);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], (int)datum);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], SpoolRecord.Checksum(header[..20]));
        RandomAccess.Write(file, header, 0);
        return new Segment(path, file, firstNumber, datum);
    }

    /// <summary>
    /// Reads every whole record; null when not even the header is. What follows a torn record is cut off.
    /// </summary>
    public static Segment? Open(string path, Action<RecordKind, ReadOnlyMemory<byte>, Segment> onRecord)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, header, 0) < HeaderBytes
            || BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != SpoolRecord.Checksum(header[..20]))
        {
            file.Dispose();
            return null;
        }

        var first = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        var segment = new Segment(path, file, first, (Datum)BinaryPrimitives.ReadInt32LittleEndian(header[16..]));
        var reader = new RecordReader(file, HeaderBytes, RandomAccess.GetLength(file));
        while (reader.TryRead())
        {
            if (reader.Kind == RecordKind.Report)
                segment.CountReport();
            onRecord(reader.Kind, reader.Payload, segment);
            segment.Length = reader.Offset;
        }

        RandomAccess.SetLength(file, segment.Length);
        return segment;
    }

    /// <summary>
    /// Appends a sealed record with one write, so that the end of the process never leaves half of it unseen.
    /// </summary>
    public void Append(ReadOnlySpan<byte> record)
    {
        RandomAccess.Write(_file, record, Length);
        if (SpoolRecord.KindOf(record) == RecordKind.Report)
            CountReport();
        Length += record.Length;
    }

    /// <summary>The reports from a number on, each with its number.</summary>
    public IEnumerable<(ulong Number, ReadOnlyMemory<byte> Report)> ReadFrom(ulong number)
    {
        var step = (int)((number - FirstNumber) / IndexStep);
        if (step >= _index.Count)
            yield break;
        var reader = new RecordReader(_file, _index[step], Length);
        var at = FirstNumber + ((ulong)step * IndexStep);
        while (at < NextNumber)
        {
            if (!reader.TryRead())
            {
                throw new InvalidDataException(
                    $"spool segment {Path} was damaged at byte {reader.Offset} after it was opened");
            }

            if (reader.Kind != RecordKind.Report)
                continue;
            if (at >= number)
                yield return (at, reader.Payload);
            at++;
        }
    }

    public void Sync() => RandomAccess.FlushToDisk(_file);

    public void Delete()
    {
        _file.Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The record that is about to be added begins at <see cref="Length"/>.</summary>
    private void CountReport()
    {
        if (Count % IndexStep == 0)
            _index.Add(Length);
        Count++;
    }
}
