using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;
using Patrol.Telemetry.V1;

namespace Telemetry.Client.Spool;

/// <summary>
/// A spool on disk that outlives its process: segments that are only appended to, with the acknowledgements among the
/// reports, and deleted whole when everything in them is settled.
/// </summary>
internal sealed class FileSpool : ISpool
{
    private const int SegmentsPerSpool = 8;
    private const long MaxSegmentBytes = 4 << 20;
    private const string LockName = "lock";

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly Datum _datum;
    private readonly long _limitBytes;
    private readonly long _segmentBytes;
    private readonly FileStream _ownership;
    private readonly List<Segment> _segments = [];
    private readonly NumberRanges _unsettled = new();
    private readonly SpoolSync _sync;

    private FileSpool(string folder, FileStream ownership, PatrolDeviceOptions options)
    {
        (_folder, _ownership, _datum) = (folder, ownership, options.Datum);
        _limitBytes = options.SpoolLimitBytes;
        _segmentBytes = Math.Min(MaxSegmentBytes, _limitBytes / SegmentsPerSpool);
        _sync = new SpoolSync(options.SpoolSyncInterval, options.TimeProvider, SyncActive);
    }

    public Pulse Appended { get; } = new();

    public Pulse Settled { get; } = new();

    public ulong NextNumber
    {
        get { lock (_lock) return Active.NextNumber; }
    }

    public ulong UnsettledCount
    {
        get { lock (_lock) return _unsettled.Total; }
    }

    public long Bytes
    {
        get { lock (_lock) return TotalBytes; }
    }

    private Segment Active => _segments[^1];

    private long TotalBytes => _segments.Sum(segment => segment.Length);

    /// <summary>
    /// Opens the device's spool below the folder, or makes it; torn tails of a killed process are cut off.
    /// </summary>
    /// <exception cref="IOException">Another process has it, or the disk refuses.</exception>
    /// <exception cref="InvalidDataException">It holds unsettled positions in another datum.</exception>
    public static FileSpool Open(PatrolDeviceOptions options)
    {
        var folder = Path.Combine(options.SpoolFolder!, options.Exercise, options.Device);
        Directory.CreateDirectory(folder);
        var ownership = new FileStream(
            Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var spool = new FileSpool(folder, ownership, options);
        try
        {
            spool.Load();
        }
        catch
        {
            spool.Close();
            throw;
        }

        return spool;
    }

    public bool TryAppend(Report report)
    {
        var length = SpoolRecord.HeaderBytes + report.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var record = buffer.AsSpan(0, length);
            report.WriteTo(record[SpoolRecord.HeaderBytes..]);
            SpoolRecord.Seal(record, RecordKind.Report);
            lock (_lock)
            {
                _sync.ThrowIfFailed();
                if (Active.Length >= _segmentBytes && Active.Count > 0)
                    Roll();
                if (TotalBytes + length > _limitBytes)
                    return false;
                _unsettled.Append(Active.NextNumber);
                Active.Append(record);
                _sync.Written();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Appended.Set();
        return true;
    }

    public void Settle(ulong first, ulong last)
    {
        lock (_lock)
        {
            // Acknowledgements are let in above the limit: they are what makes room.
            if (last < first || _unsettled.Remove(first, last) == 0)
                return;
            Span<byte> record = stackalloc byte[SpoolRecord.HeaderBytes + (2 * sizeof(ulong))];
            SpoolRanges.Write(record[SpoolRecord.HeaderBytes..], [new NumberRange(first, last)]);
            SpoolRecord.Seal(record, RecordKind.Settled);
            Active.Append(record);
            DeleteSettled();
        }

        Settled.Set();
    }

    public bool HasUnsettled(ulong first, ulong last)
    {
        lock (_lock)
            return _unsettled.Overlaps(first, last);
    }

    public void Read(ulong first, ulong last, int maxReports, int maxBytes, List<SpooledReport> into)
    {
        lock (_lock)
        {
            var bytes = 0;
            while (into.Count < maxReports && _unsettled.AtOrAfter(first) is { } number && number <= last)
            {
                var segment = _segments.FindLast(segment => segment.FirstNumber <= number)!;
                foreach (var (at, report) in segment.ReadFrom(number))
                {
                    first = at + 1;
                    if (at > last || into.Count == maxReports)
                        return;
                    if (!_unsettled.Overlaps(at, at))
                        continue;
                    bytes += report.Length;
                    if (bytes > maxBytes && into.Count > 0)
                        return;
                    into.Add(new SpooledReport(at, Report.Parser.ParseFrom(report.Span)));
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sync.DisposeAsync();
        lock (_lock)
        {
            Active.Sync();
            Close();
        }
    }

    private void Load()
    {
        foreach (var path in Directory.EnumerateFiles(_folder, $"*{Segment.Extension}").Order(StringComparer.Ordinal))
        {
            // A segment without a header was being made when the process ended: nothing was in it.
            if (Segment.Open(path, Replay) is { } segment)
                _segments.Add(segment);
            else
                File.Delete(path);
        }

        if (!_unsettled.IsEmpty && Active.Datum != _datum)
            throw new InvalidDataException($"{_folder} holds unsent positions in {Active.Datum}, not {_datum}");
        if (_segments.Count == 0)
            _segments.Add(Segment.Create(_folder, 1, _datum));
        else if (Active.Datum != _datum)
            StartAgain();
        DeleteSettled();
    }

    private void Replay(RecordKind kind, ReadOnlyMemory<byte> payload, Segment segment)
    {
        switch (kind)
        {
            case RecordKind.Report:
                _unsettled.Append(segment.NextNumber - 1);
                break;
            case RecordKind.Settled:
                foreach (var range in SpoolRanges.Read(payload.Span))
                    _unsettled.Remove(range.First, range.Last);
                break;
            case RecordKind.Unsettled:
                _unsettled.IntersectWith(SpoolRanges.Read(payload.Span));
                break;
        }
    }

    /// <summary>Nothing is unsettled, so nothing is lost.</summary>
    private void StartAgain()
    {
        var next = Active.NextNumber;
        foreach (var segment in _segments)
            segment.Delete();
        _segments.Clear();
        _segments.Add(Segment.Create(_folder, next, _datum));
    }

    private void Roll()
    {
        Active.Sync();
        var next = Segment.Create(_folder, Active.NextNumber, _datum);
        var record = new byte[SpoolRecord.HeaderBytes + (_unsettled.All.Count * 2 * sizeof(ulong))];
        SpoolRanges.Write(record.AsSpan(SpoolRecord.HeaderBytes), _unsettled.All);
        SpoolRecord.Seal(record, RecordKind.Unsettled);
        next.Append(record);
        // Before any older segment goes, with the acknowledgements in it.
        next.Sync();
        _segments.Add(next);
        DeleteSettled();
    }

    private void DeleteSettled()
    {
        for (var i = _segments.Count - 2; i >= 0; i--)
        {
            var segment = _segments[i];
            if (segment.Count > 0 && _unsettled.Overlaps(segment.FirstNumber, segment.NextNumber - 1))
                continue;
            segment.Delete();
            _segments.RemoveAt(i);
        }
    }

    private void SyncActive()
    {
        lock (_lock)
            Active.Sync();
    }

    private void Close()
    {
        foreach (var segment in _segments)
            segment.Dispose();
        _ownership.Dispose();
    }
}
