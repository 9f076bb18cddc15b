using System.Collections.Immutable;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Asks whether a place could have had its dose: its times with every stay counted that nobody saw, its visits with as
/// many more as those stays have room for.
/// </summary>
internal sealed class PossibleDose(PlaceTimeline timeline, DoseRule rule, IReadOnlyList<Attendance> seen)
{
    public (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen)
    {
        var period = new TimeRange(gap.IdleFromUs, gap.OpenUs);
        var possible = unseen.At(timeline, rule, period, gap.OpenUs, gap.OpenUs);
        var recheckUs = possible.Exists(stay => stay.IsPending) ? unseen.WatermarkUs + 1 : long.MaxValue;
        var stays = possible.ConvertAll(stay => (stay.DeviceId, stay.FromUs, stay.UntilUs));
        var visits = new List<TimeRange>();
        foreach (var presence in timeline.PossiblyOverlapping(period.StartUs, period.EndUs))
        {
            if (!rule.Accepts(presence.Kind))
                continue;
            stays.Add((presence.Device.Id, presence.EarliestUs, presence.LatestUs));
            visits.Add(new TimeRange(presence.EarliestUs, presence.LatestUs));
        }

        stays.Sort(static (a, b) => a.FromUs != b.FromUs ? a.FromUs.CompareTo(b.FromUs)
            : string.CompareOrdinal(a.DeviceId, b.DeviceId));
        var dose = new DoseTally(period);
        foreach (var (_, fromUs, untilUs) in stays)
            dose.Add(fromUs, untilUs);
        foreach (var attendance in seen)
            dose.Add(attendance);
        foreach (var stay in possible)
            dose.AddVisits(RoomIn(stay));
        dose.AddVisits(NearVisits(visits, period));
        if (!dose.Meets(rule))
            return (ImmutableArray<string>.Empty, recheckUs);
        var suspects = possible.Count > 0
            ? possible.Select(stay => stay.DeviceId)
            : stays.Select(stay => stay.DeviceId);
        return ([.. suspects.Distinct().Take(Limits.DevicesNamedPerGap)], recheckUs);
    }

    /// <summary>One that it could lengthen, and as many as could be made one after another.</summary>
    private int RoomIn(PossiblePresence stay)
    {
        var (dwellUs, apartUs) = (TimeUs.Of(rule.Visit.MinDwell), TimeUs.Of(rule.Visit.MergeGap));
        return dwellUs + apartUs == 0
            ? rule.MinVisits
            : (int)Math.Min(rule.MinVisits, 1 + ((stay.UntilUs - stay.FromUs + apartUs) / (dwellUs + apartUs)));
    }

    /// <summary>
    /// Attendances that were too short as seen, but not if their ends were where they could have been.
    /// </summary>
    private int NearVisits(List<TimeRange> presences, TimeRange period)
    {
        var count = 0;
        var fold = new AttendanceFold(rule.Visit);
        foreach (var presence in presences.OrderBy(presence => presence.StartUs))
        {
            if (fold.Add(presence.StartUs, presence.EndUs) is { } ended && IsNearVisit(ended, period))
                count++;
        }

        return count + (fold.End() is { } last && IsNearVisit(last, period) ? 1 : 0);
    }

    private bool IsNearVisit(Attendance attendance, TimeRange period)
    {
        if (attendance.ReachedUs is not { } reachedUs || reachedUs >= period.EndUs
            || attendance.EndUs <= period.StartUs)
            return false;
        foreach (var known in seen)
        {
            if (known.ReachedUs is not null && known.StartUs <= attendance.EndUs && known.EndUs >= attendance.StartUs)
                return false;
        }

        return true;
    }
}
