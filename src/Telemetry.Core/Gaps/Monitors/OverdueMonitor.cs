using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Watches that a place is visited often enough.</summary>
internal sealed class OverdueMonitor(
    string exerciseId, PlaceTimeline timeline, OverdueRule demand, int planVersion, TimeRange inForce)
    : IdleMonitor(
        new GapBook(exerciseId, GapKind.Overdue, timeline.PlaceId, demand.Id, planVersion),
        new IdleRule(TimeUs.Of(demand.MaxInterval), demand.Duty, CloseReason.Visited),
        inForce)
{
    private readonly AttendanceLog _log = new(timeline, demand.Eligible, demand.Visit);
    private readonly List<Attended> _visits = [];

    public override PlaceRule Demand => demand;

    protected override long ReachBackUs => PossibleVisits.ReachBackUs(demand.Visit);

    public override long NeedsPresencesFromUs(long horizonUs) => _log.NeedsPresencesFromUs(horizonUs);

    public override void Forget(long beforeUs)
    {
        if (_log.Forget(beforeUs) is { } lastVisitUs)
            ForgetAttendance(lastVisitUs);
        base.Forget(beforeUs);
    }

    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        new PossibleVisits(timeline, demand, demand.Visit, _log.All).Judge(gap, unseen);

    public override bool IsHeldAt(long idleFromUs, Func<DeviceTrack, bool> isAtWork) =>
        timeline.IsHeldAt(idleFromUs, demand, isAtWork);

    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        var kept = _log.Update(fromUs, watermarkUs);
        var lastEndUs = _log.LastVisitEndUs(kept) ?? Base.LastEndUs;
        _visits.Clear();
        for (var i = kept; i < _log.All.Count; i++)
        {
            if (_log.All[i].ReachedUs is { } reachedUs)
                _visits.Add(new Attended(reachedUs, _log.All[i].EndUs));
        }

        return new AttendedRun(CollectionsMarshal.AsSpan(_visits), lastEndUs, Math.Max(lastEndUs, Base.ForgottenUs));
    }
}
