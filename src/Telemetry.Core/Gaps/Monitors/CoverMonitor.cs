using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Telemetry.Core.Cover;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Watches that enough of a place's cells were seen recently. Cells are idle together: while enough are fresh that
/// idleness is shorter than the interval, and it reaches the interval just when the fraction falls.
/// </summary>
internal sealed class CoverMonitor : IdleMonitor
{
    private readonly CoverRule _demand;
    private readonly long _intervalUs;
    private readonly List<Attended> _fresh = [];

    /// <param name="ordinal">Tells the watch apart from all others.</param>
    public CoverMonitor(
        string exerciseId, PlaceTimeline timeline, CoverRule demand, int ordinal, int planVersion, TimeRange inForce)
        : base(
            new GapBook(exerciseId, GapKind.Uncovered, timeline.PlaceId, demand.Id, planVersion),
            new IdleRule(TimeUs.Of(demand.Interval), demand.Duty, CloseReason.Covered),
            inForce)
    {
        (_demand, _intervalUs) = (demand, TimeUs.Of(demand.Interval));
        Watch = new CoverWatch(ordinal, timeline.Place, demand, inForce.StartUs);
        Watch.Changed += Touch;
    }

    public CoverWatch Watch { get; }

    public override PlaceRule Demand => _demand;

    public override void Forget(long beforeUs)
    {
        if (Watch.Tally.Forget(beforeUs) is { } lastUs)
            ForgetAttendance(lastUs);
        base.Forget(beforeUs);
    }

    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        new PossibleCover(Watch, gap, unseen, Base.ForgottenUs).Judge();

    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        Watch.Tally.Advance(watermarkUs, Base.ForgottenUs);
        return AttendedIn(Watch.Tally.Runs, fromUs);
    }

    protected override AttendedRun AttendedAhead(long fromUs, long watermarkUs, long horizonUs)
    {
        Watch.Tally.Advance(watermarkUs, Base.ForgottenUs);
        return AttendedIn(Watch.Tally.Ahead(horizonUs, Base.ForgottenUs), fromUs);
    }

    private AttendedRun AttendedIn(IReadOnlyList<CoverRun> runs, long fromUs)
    {
        var kept = runs.Count;
        while (kept > 0 && runs[kept - 1].ToUs >= fromUs)
            kept--;
        var lastUs = kept > 0 ? runs[kept - 1].ToUs - _intervalUs : Base.LastEndUs;
        _fresh.Clear();
        for (var i = kept; i < runs.Count; i++)
            _fresh.Add(new Attended(runs[i].FromUs, runs[i].ToUs - _intervalUs));
        return new AttendedRun(CollectionsMarshal.AsSpan(_fresh), lastUs, Math.Max(lastUs, Base.ForgottenUs));
    }
}
