using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Tests.Ingest;

/// <summary>
/// A real store behind a gate: while it is shut nothing becomes durable or is recovered, as with a slow store or one
/// that is away.
/// </summary>
internal sealed class GatedReportStore(IReportStore inner) : IReportStore
{
    private TaskCompletionSource _gate = Opened();
    private int _waiting;

    /// <summary>Thrown by every append while set.</summary>
    public StoreException? Fault { get; set; }

    /// <summary>Reports that wait at the gate.</summary>
    public int WaitingReports => Volatile.Read(ref _waiting);

    public void Shut() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.TrySetResult();

    public async Task<AppendOutcome[]> AppendAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _waiting, batch.Reports.Length);
        await _gate.Task.WaitAsync(cancellationToken);
        Interlocked.Add(ref _waiting, -batch.Reports.Length);
        return Fault is { } fault ? throw fault : await inner.AppendAsync(batch, cancellationToken);
    }

    public IAsyncEnumerable<Report> ReadDeviceAsync(
        string exerciseId, string deviceId, TimeRange range, CancellationToken cancellationToken) =>
        inner.ReadDeviceAsync(exerciseId, deviceId, range, cancellationToken);

    public async IAsyncEnumerable<ReportBatch> ReadAllAsync(
        string exerciseId, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _gate.Task.WaitAsync(cancellationToken);
        await foreach (var batch in inner.ReadAllAsync(exerciseId, range, cancellationToken))
            yield return batch;
    }

    public IAsyncEnumerable<ReportBatch> ReadNewestAsync(
        string exerciseId, TimeRange range, CancellationToken cancellationToken) =>
        inner.ReadNewestAsync(exerciseId, range, cancellationToken);

    public Task DropExerciseAsync(string exerciseId, CancellationToken cancellationToken) =>
        inner.DropExerciseAsync(exerciseId, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }
}
