using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>
/// Reads stretches of track from the store again and lays them anew. While the store is away it waits: the clock must
/// not move over reports that nobody has read.
/// </summary>
internal sealed class Splicing(string exerciseId, IReportStore store, TimeProvider time)
{
    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(2);

    /// <exception cref="OperationCanceledException">Told to stop while the store was away.</exception>
    public async Task SpliceAllAsync(GapEngine engine, CancellationToken cancellationToken)
    {
        while (engine.TakeSplices() is { Count: > 0 } spans)
        {
            foreach (var span in spans)
                engine.Splice(span, await ReadPatientlyAsync(span, cancellationToken));
        }
    }

    private async Task<List<Report>> ReadPatientlyAsync(TrackSpan span, CancellationToken cancellationToken)
    {
        for (var wait = RetryFirst; ; wait = wait * 2 < RetryMax ? wait * 2 : RetryMax)
        {
            try
            {
                return await ReadAsync(span, cancellationToken);
            }
            catch (StoreException)
            {
                // The store tells of its own absence; health and appends show it.
                await Task.Delay(wait, time, cancellationToken);
            }
        }
    }

    private async Task<List<Report>> ReadAsync(TrackSpan span, CancellationToken cancellationToken)
    {
        var reports = new List<Report>();
        var range = new TimeRange(span.FromUs, span.ToUs + 1);
        await foreach (var report in store.ReadDeviceAsync(exerciseId, span.DeviceId, range, cancellationToken))
            reports.Add(report);
        return reports;
    }
}
