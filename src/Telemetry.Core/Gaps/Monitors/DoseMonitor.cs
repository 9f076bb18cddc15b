using System.Collections.Immutable;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Watches that a place gets its dose in each duty window.</summary>
internal sealed class DoseMonitor(
    string exerciseId, PlaceTimeline timeline, DoseRule demand, int planVersion, TimeRange inForce, long latenessUs)
    : PeriodMonitor(
        new GapBook(exerciseId, GapKind.Underdosed, timeline.PlaceId, demand.Id, planVersion), inForce, latenessUs)
{
    private readonly AttendanceLog _log = new(timeline, demand.Eligible, demand.Visit);

    public override PlaceRule Demand => demand;

    public override long NeedsPresencesFromUs(long horizonUs)
    {
        var periodsFromUs = NeedsPeriodsFromUs(horizonUs);
        return Math.Min(periodsFromUs, _log.NeedsPresencesFromUs(periodsFromUs));
    }

    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        new PossibleDose(timeline, demand, _log.All).Judge(gap, unseen);

    protected override IEnumerable<TimeRange> PeriodsEndingAfter(long us) => demand.Duty.ShiftsEndingAfter(us);

    protected override void Update(long fromUs, long watermarkUs) => _log.Update(fromUs, watermarkUs);

    protected override void ForgetPresences(long beforeUs) => _log.Forget(beforeUs);

    protected override bool IsMet(TimeRange period, long watermarkUs)
    {
        var dose = new DoseTally(period);
        foreach (var presence in timeline.Overlapping(period.StartUs, Math.Min(period.EndUs, watermarkUs)))
        {
            if (demand.Accepts(presence.Kind))
                dose.Add(presence.StartUs, Math.Min(presence.EndUs, watermarkUs));
        }

        foreach (var attendance in _log.All)
            dose.Add(attendance);
        return dose.Meets(demand);
    }
}
