using System.Collections.Immutable;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Asks of a gap whether a visit nobody saw could have been made in its time: by devices that were silent, or by those
/// seen there for too short a time, whose true stay may have been longer by what lies between two fixes. A presence
/// that could have been is joined with the others as any is, and must reach the dwell.
/// </summary>
internal sealed class PossibleVisits(
    PlaceTimeline timeline, PlaceRule rule, VisitDemand demand, IReadOnlyList<Attendance> seen)
{
    /// <summary>How long before idleness begins a stay can matter.</summary>
    public static long ReachBackUs(VisitDemand demand) => TimeUs.Of(demand.MinDwell) + TimeUs.Of(demand.MergeGap);

    public (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen)
    {
        var endUs = gap.Kind == GapKind.MissedSlot ? gap.OpenUs : gap.EndUs;
        var span = new TimeRange(SearchFromUs(gap.IdleFromUs), endUs);
        var knownUs = Math.Min(endUs, unseen.WatermarkUs);
        var stays = Stays(span with { EndUs = knownUs });
        var recheckUs = long.MaxValue;
        foreach (var possible in unseen.At(timeline, rule, span, gap.OpenUs, gap.OpenUs))
        {
            stays.Add(new Stay(possible.DeviceId, possible.FromUs, possible.UntilUs, IsUnseen: true));
            if (possible.IsPending)
                recheckUs = unseen.WatermarkUs + 1;
        }

        stays.Sort(static (a, b) => a.FromUs != b.FromUs ? a.FromUs.CompareTo(b.FromUs)
            : string.CompareOrdinal(a.DeviceId, b.DeviceId));
        var suspects = new List<string>();
        for (var first = 0; first < stays.Count;)
        {
            var (next, reachedUs) = Attend(stays, first);
            if (reachedUs is { } us && stays[first..next].Max(stay => stay.UntilUs) > gap.IdleFromUs)
            {
                var attendance = stays[first..next];
                foreach (var stay in Accused(attendance.FindAll(stay => stay.FromUs < knownUs), endUs))
                {
                    if (Math.Max(us, stay.FromUs) < knownUs)
                        suspects.Add(stay.DeviceId);
                }

                // Who can only have been there later on will be asked later on.
                foreach (var stay in attendance)
                {
                    var sinceUs = Math.Max(us, stay.FromUs);
                    if (sinceUs >= knownUs && sinceUs < endUs)
                        recheckUs = Math.Min(recheckUs, sinceUs + 1);
                }
            }

            first = next;
        }

        return ([.. suspects.Distinct().Take(Limits.DevicesNamedPerGap)], recheckUs);
    }

    /// <summary>
    /// What ended in a visit is known and past. Elsewhere idleness begins with a duty window, and a stay that reaches
    /// into it may have begun before.
    /// </summary>
    private long SearchFromUs(long idleFromUs)
    {
        foreach (var attendance in seen)
        {
            if (attendance.ReachedUs is not null && attendance.EndUs == idleFromUs)
                return idleFromUs;
        }

        return idleFromUs - ReachBackUs(demand);
    }

    private List<Stay> Stays(TimeRange span)
    {
        var stays = new List<Stay>();
        foreach (var presence in timeline.PossiblyOverlapping(span.StartUs, span.EndUs))
        {
            var fromUs = Math.Max(presence.EarliestUs, span.StartUs);
            var untilUs = Math.Min(presence.LatestUs, span.EndUs);
            if (rule.Accepts(presence.Kind) && untilUs > fromUs)
                stays.Add(new Stay(presence.Device.Id, fromUs, untilUs, IsUnseen: false));
        }

        return stays;
    }

    /// <summary>
    /// The attendance that begins with this stay: where the next begins, and when its dwell was reached.
    /// </summary>
    private (int Next, long? ReachedUs) Attend(List<Stay> stays, int first)
    {
        var (mergeGapUs, dueUs) = (TimeUs.Of(demand.MergeGap), stays[first].FromUs + TimeUs.Of(demand.MinDwell));
        var endUs = long.MinValue;
        long? reachedUs = null;
        var next = first;
        for (; next < stays.Count; next++)
        {
            var stay = stays[next];
            if (next > first && stay.FromUs > endUs && stay.FromUs - endUs >= mergeGapUs)
                break;
            if (stay.UntilUs >= dueUs)
                reachedUs = Math.Min(reachedUs ?? long.MaxValue, Math.Max(dueUs, stay.FromUs));
            endUs = Math.Max(endUs, stay.UntilUs);
        }

        return (next, reachedUs);
    }

    /// <summary>
    /// The unseen; else those seen for too short a time, unless what they made was a visit anyway. One that was only
    /// reached after the gap's end does not excuse: with other ends it may have been reached before.
    /// </summary>
    private List<Stay> Accused(List<Stay> attendance, long endUs)
    {
        var unseen = attendance.FindAll(stay => stay.IsUnseen);
        if (unseen.Count > 0 || attendance.Count == 0)
            return unseen;
        var (fromUs, untilUs) = (attendance[0].FromUs, attendance.Max(stay => stay.UntilUs));
        foreach (var known in seen)
        {
            if (known.ReachedUs <= endUs && known.StartUs <= untilUs && known.EndUs >= fromUs)
                return [];
        }

        return attendance;
    }

    private readonly record struct Stay(string DeviceId, long FromUs, long UntilUs, bool IsUnseen);
}
