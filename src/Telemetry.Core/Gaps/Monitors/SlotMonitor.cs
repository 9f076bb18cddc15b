using System.Collections.Immutable;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Watches that a post is visited in each of its check-in slots.</summary>
internal sealed class SlotMonitor(
    string exerciseId, PlaceTimeline timeline, SlotRule demand, int planVersion, TimeRange inForce, long latenessUs)
    : PeriodMonitor(
        new GapBook(exerciseId, GapKind.MissedSlot, timeline.PlaceId, demand.Id, planVersion), inForce, latenessUs)
{
    private readonly AttendanceLog _log = new(timeline, demand.Eligible, demand.Visit);

    public override PlaceRule Demand => demand;

    protected override long ReachBackUs => PossibleVisits.ReachBackUs(demand.Visit);

    public override long NeedsPresencesFromUs(long horizonUs)
    {
        var periodsFromUs = NeedsPeriodsFromUs(horizonUs);
        return Math.Min(periodsFromUs, _log.NeedsPresencesFromUs(periodsFromUs));
    }

    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        new PossibleVisits(timeline, demand, demand.Visit, _log.All).Judge(gap, unseen);

    protected override IEnumerable<TimeRange> PeriodsEndingAfter(long us) => demand.SlotsEndingAfter(us);

    protected override void Update(long fromUs, long watermarkUs) => _log.Update(fromUs, watermarkUs);

    protected override void ForgetPresences(long beforeUs) => _log.Forget(beforeUs);

    /// <summary>A visit counts for every slot in which it stands: also one that was reached before.</summary>
    protected override bool IsMet(TimeRange period, long watermarkUs)
    {
        foreach (var attendance in _log.All)
        {
            if (attendance.ReachedUs is { } reachedUs && reachedUs < period.EndUs && attendance.EndUs > period.StartUs)
                return true;
        }

        return false;
    }
}
