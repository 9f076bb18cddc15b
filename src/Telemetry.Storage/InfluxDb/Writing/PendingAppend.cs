using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Identity;

namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>A caller's batch under way. Its outcomes say what is to be written (stored) and what not.</summary>
internal sealed class PendingAppend(ReportBatch batch, DeviceTail tail)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReportBatch Batch { get; } = batch;

    public AppendOutcome[] Outcomes { get; } = new AppendOutcome[batch.Reports.Length];

    /// <summary>Completes when its reports are durable, or fails when the store is closed before that.</summary>
    public Task Done => _done.Task;

    /// <summary>Reports to be written.</summary>
    public int LineCount { get; set; }

    /// <summary>The next <paramref name="refused"/> bad lines, counted from this batch's first.</summary>
    public void Refuse(IEnumerable<int> refused)
    {
        var written = Enumerable.Range(0, Outcomes.Length).Where(i => Outcomes[i] == AppendOutcome.Stored).ToArray();
        foreach (var line in refused)
            Outcomes[written[line]] = AppendOutcome.Refused;
    }

    public void Complete()
    {
        tail.Release(this);
        _done.TrySetResult();
    }

    public void Fail(Exception fault)
    {
        tail.Release(this);
        _done.TrySetException(fault);
        // The caller may have gone; nobody else has to look at it.
        _ = _done.Task.Exception;
    }
}
