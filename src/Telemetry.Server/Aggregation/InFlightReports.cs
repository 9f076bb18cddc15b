namespace Telemetry.Server.Aggregation;

/// <summary>
/// Batches on their way through the store to the engine. A checkpoint taken meanwhile must make recovery read from
/// before them, or a crash would leave them out of the gaps although they are stored.
/// </summary>
internal sealed class InFlightReports
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Batch> _batches = [];
    private long _next;

    /// <summary>Announces a batch before anything is decided about it; returns its ticket.</summary>
    public long Enter(long earliestFixUs)
    {
        lock (_lock)
        {
            _batches.Add(++_next, new Batch(earliestFixUs, long.MaxValue));
            return _next;
        }
    }

    /// <summary>The batch is late; its span will get a sequence after this one.</summary>
    public void MarkLate(long ticket, long afterSequence)
    {
        lock (_lock)
            _batches[ticket] = _batches[ticket] with { LateAfterSequence = afterSequence };
    }

    /// <summary>The engine has it, or nothing of it was stored.</summary>
    public void Exit(long ticket)
    {
        lock (_lock)
            _batches.Remove(ticket);
    }

    /// <summary>Earliest fix on its way; <see cref="long.MaxValue"/> when none is.</summary>
    public long EarliestFixUs()
    {
        lock (_lock)
            return _batches.Values.Select(batch => batch.EarliestFixUs).DefaultIfEmpty(long.MaxValue).Min();
    }

    /// <summary>Late spans up to this sequence are with the engine.</summary>
    public long SettledLateSequence(long lastSequence)
    {
        lock (_lock)
            return _batches.Values.Select(batch => batch.LateAfterSequence).Append(lastSequence).Min();
    }

    private readonly record struct Batch(long EarliestFixUs, long LateAfterSequence);
}
