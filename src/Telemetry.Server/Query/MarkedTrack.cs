using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>
/// Reads a device's track and marks what of it is not used. Whether a report is used depends on those around it, so
/// reading begins earlier than asked, and ends later when the last one waits to be confirmed.
/// </summary>
/// <param name="receivedBeforeUs">As-of: only what had come in before this time, by the server's clock.</param>
internal sealed class MarkedTrack(
    IReportStore store, string exerciseId, string deviceId, DeviceKind kind, long receivedBeforeUs = long.MaxValue)
{
    /// <summary>
    /// So much earlier: by then deciding has come to a fix that is used while none waits, unless none was good for all
    /// that time.
    /// </summary>
    private static readonly long LeadUs = TimeUs.Of(Limits.RecentWindow);

    public async IAsyncEnumerable<MarkedReport> ReadAsync(
        TimeRange range, SettingsHistory settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var marks = new TrackMarks(settings.After, kind);
        var fromUs = range.StartUs < long.MinValue + LeadUs ? long.MinValue : range.StartUs - LeadUs;
        var earlier = range with { StartUs = fromUs };
        await foreach (var report in store.ReadDeviceAsync(exerciseId, deviceId, earlier, cancellationToken))
        {
            if (report.ReceiveTimeUs >= receivedBeforeUs)
                continue;
            foreach (var marked in marks.Add(report))
            {
                if (marked.Report.FixTimeUs >= range.StartUs)
                    yield return marked;
            }
        }

        if (marks.IsWaiting && range.EndUs < long.MaxValue)
        {
            foreach (var marked in await ReadOnAsync(marks, range.EndUs, cancellationToken))
            {
                if (range.Contains(marked.Report.FixTimeUs))
                    yield return marked;
            }
        }

        foreach (var marked in marks.End())
        {
            if (range.Contains(marked.Report.FixTimeUs))
                yield return marked;
        }
    }

    /// <summary>What the reports after the range decide.</summary>
    private async Task<IReadOnlyList<MarkedReport>> ReadOnAsync(
        TrackMarks marks, long fromUs, CancellationToken cancellationToken)
    {
        var later = new TimeRange(fromUs, long.MaxValue);
        await foreach (var report in store.ReadDeviceAsync(exerciseId, deviceId, later, cancellationToken))
        {
            if (report.ReceiveTimeUs < receivedBeforeUs && marks.Add(report) is { Count: > 0 } decided)
                return [.. decided];
        }

        return [];
    }
}
