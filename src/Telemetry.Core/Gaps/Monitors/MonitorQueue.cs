namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Knows which monitors must look when the clock moves: those that were touched, and those that are due.
/// </summary>
internal sealed class MonitorQueue
{
    private readonly List<RuleMonitor> _dirty = [];
    private readonly PriorityQueue<RuleMonitor, long> _due = new();

    public void Add(RuleMonitor monitor)
    {
        monitor.BecameDirty += _dirty.Add;
        _dirty.Add(monitor);
    }

    /// <summary>All that must look at this watermark, each once, in no order.</summary>
    public IReadOnlyList<RuleMonitor> Take(long watermarkUs)
    {
        var taken = new List<RuleMonitor>(_dirty);
        var seen = taken.ToHashSet();
        _dirty.Clear();
        while (_due.TryPeek(out var monitor, out var dueUs) && dueUs <= watermarkUs)
        {
            _due.Dequeue();
            // A monitor is queued anew each time it looks; older places in the queue have no meaning.
            if (monitor.DueUs == dueUs && seen.Add(monitor))
                taken.Add(monitor);
        }

        return taken;
    }

    public void Return(RuleMonitor monitor)
    {
        if (monitor.DueUs != long.MaxValue)
            _due.Enqueue(monitor, monitor.DueUs);
    }
}
