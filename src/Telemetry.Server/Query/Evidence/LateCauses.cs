using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Visits;
using Telemetry.Storage;

namespace Telemetry.Server.Query.Evidence;

/// <summary>Which late reports may have caused a revision.</summary>
internal static class LateCauses
{
    // A report is noted before it is acknowledged, and judged when the clock next moves.
    private static readonly long NotedBeforeUs = TimeUs.Of(TimeSpan.FromMinutes(1));

    // A late fix changes the legs on both sides of it.
    private static readonly long NearUs = TimeUs.Of(TimeSpan.FromMinutes(5));

    /// <param name="before">The revision before; null for the first.</param>
    /// <param name="presences">At the gap's place; a device that was there then may have changed it.</param>
    public static async Task<IReadOnlyList<LateSpan>> FindAsync(
        ILedger ledger, GapRow row, GapRow? before, TimeRange around, IReadOnlyList<Presence> presences,
        CancellationToken cancellationToken)
    {
        if (row.Revision.Cause is not (RevisionCause.LateReports or RevisionCause.SilenceChanged))
            return [];
        var sinceUs = Math.Min(before?.RecordedUs + 1 ?? long.MaxValue, row.RecordedUs - NotedBeforeUs);
        var recorded = new TimeRange(sinceUs, row.RecordedUs + 1);
        var spans = await ledger.ReadLateSpansAsync(row.ExerciseId, recorded, around, cancellationToken);
        var (gap, older) = (row.Revision.Gap, before?.Revision.Gap);
        return [.. spans.Where(span =>
            (gap.Kind.IsOfDevice() ? span.DeviceId == gap.SubjectId : gap.UnverifiedBy.Contains(span.DeviceId))
            || (older is not null && older.UnverifiedBy.Contains(span.DeviceId))
            || presences.Any(presence => presence.DeviceId == span.DeviceId
                && presence.StartUs <= span.ToUs + NearUs && presence.EndUs >= span.FromUs - NearUs))];
    }
}
