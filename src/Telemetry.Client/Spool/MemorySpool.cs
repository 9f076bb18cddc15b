using Patrol.Telemetry.V1;

namespace Telemetry.Client.Spool;

/// <summary>A spool that lives as long as its process.</summary>
internal sealed class MemorySpool(long limitBytes) : ISpool
{
    // What a kept report costs beside its own bytes.
    private const int OverheadBytes = 120;

    // The list's settled head is cut when it is longer than this and than the rest.
    private const int CompactAfter = 1_024;

    private readonly Lock _lock = new();
    private readonly NumberRanges _unsettled = new();
    private readonly List<Report?> _reports = [];
    private ulong _firstNumber = 1;
    private int _settledHead;
    private long _bytes;

    public Pulse Appended { get; } = new();

    public Pulse Settled { get; } = new();

    public ulong NextNumber
    {
        get { lock (_lock) return _firstNumber + (ulong)_reports.Count; }
    }

    public ulong UnsettledCount
    {
        get { lock (_lock) return _unsettled.Total; }
    }

    public long Bytes
    {
        get { lock (_lock) return _bytes; }
    }

    public bool TryAppend(Report report)
    {
        var cost = Cost(report);
        lock (_lock)
        {
            if (_bytes + cost > limitBytes)
                return false;
            _unsettled.Append(_firstNumber + (ulong)_reports.Count);
            _reports.Add(report);
            _bytes += cost;
        }

        Appended.Set();
        return true;
    }

    public void Settle(ulong first, ulong last)
    {
        lock (_lock)
        {
            while (_unsettled.AtOrAfter(first) is { } number && number <= last)
            {
                var end = Math.Min(last, _unsettled.LastConsecutive(number));
                Forget(number, end);
                _unsettled.Remove(number, end);
                first = end + 1;
            }

            Compact();
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
                var report = _reports[(int)(number - _firstNumber)]!;
                bytes += report.CalculateSize();
                if (bytes > maxBytes && into.Count > 0)
                    return;
                into.Add(new SpooledReport(number, report));
                first = number + 1;
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static int Cost(Report report) => report.CalculateSize() + OverheadBytes;

    private void Forget(ulong first, ulong last)
    {
        for (var i = (int)(first - _firstNumber); i <= (int)(last - _firstNumber); i++)
        {
            _bytes -= Cost(_reports[i]!);
            _reports[i] = null;
        }
    }

    private void Compact()
    {
        while (_settledHead < _reports.Count && _reports[_settledHead] is null)
            _settledHead++;
        if (_settledHead < CompactAfter || _settledHead < _reports.Count / 2)
            return;
        _reports.RemoveRange(0, _settledHead);
        _firstNumber += (ulong)_settledHead;
        _settledHead = 0;
    }
}
