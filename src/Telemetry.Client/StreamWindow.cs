using Patrol.Telemetry.V1;

namespace Telemetry.Client;

/// <summary>
/// What of one stream is under way: bounds it, finds it again for refusals, and lets senders and flushers wait.
/// </summary>
internal sealed class StreamWindow(int maxReports, ulong ackedThrough)
{
    private readonly Lock _lock = new();
    private readonly Queue<ReportBatch> _underWay = new();
    private readonly Pulse _moved = new();
    private int _reportsUnderWay;
    private ulong _lastSent;
    private ulong _ackedThrough = ackedThrough;
    private bool _closed;

    public ulong LastSent
    {
        get { lock (_lock) return _lastSent; }
    }

    public ulong AckedThrough
    {
        get { lock (_lock) return _ackedThrough; }
    }

    /// <summary>False when the window was closed.</summary>
    public async ValueTask<bool> EnterAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Reports.Count == 0)
            throw new ArgumentException("A batch holds at least one report", nameof(batch));
        while (true)
        {
            var moved = _moved.Next;
            lock (_lock)
            {
                if (_closed)
                    return false;
                if (batch.Sequence <= _lastSent)
                    throw new ArgumentException($"Sequence {batch.Sequence} is not above {_lastSent}", nameof(batch));
                // A batch larger than the window goes alone.
                if (_reportsUnderWay == 0 || _reportsUnderWay + batch.Reports.Count <= maxReports)
                {
                    _underWay.Enqueue(batch);
                    _reportsUnderWay += batch.Reports.Count;
                    _lastSent = batch.Sequence;
                    return true;
                }
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    /// <summary>False when the window was closed before.</summary>
    public async Task<bool> WaitForAckAsync(ulong sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            var moved = _moved.Next;
            lock (_lock)
            {
                if (_ackedThrough >= sequence)
                    return true;
                if (_closed)
                    return false;
            }

            await moved.WaitAsync(cancellationToken);
        }
    }

    public void Settle(ulong through)
    {
        lock (_lock)
        {
            _ackedThrough = Math.Max(_ackedThrough, through);
            while (_underWay.TryPeek(out var oldest) && oldest.Sequence <= through)
                _reportsUnderWay -= _underWay.Dequeue().Reports.Count;
        }

        _moved.Set();
    }

    public Report? Find(ulong sequence, uint index)
    {
        lock (_lock)
        {
            foreach (var batch in _underWay)
            {
                if (batch.Sequence == sequence)
                    return index < batch.Reports.Count ? batch.Reports[(int)index] : null;
            }

            return null;
        }
    }

    public void Close()
    {
        lock (_lock)
            _closed = true;
        _moved.Set();
    }
}
