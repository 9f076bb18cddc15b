using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>Reads stretches of track from the store again and lays them anew.</summary>
internal static class Splicing
{
    public static async Task SpliceAllAsync(
        GapEngine engine, IReportStore store, string exerciseId, CancellationToken cancellationToken)
    {
        foreach (var span in engine.TakeSplices())
        {
            var range = new TimeRange(span.FromUs, span.ToUs + 1);
            var reports = new List<Report>();
            await foreach (var report in store.ReadDeviceAsync(exerciseId, span.DeviceId, range, cancellationToken))
                reports.Add(report);
            engine.Splice(span, reports);
        }
    }
}
