using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Watches one device and one fence. Only what was seen is a breach: a silence ends it, for nobody knows. What only the
/// straight line between two fixes tells is unverified, by the device itself.
/// </summary>
internal sealed class BreachMonitor(
    string exerciseId, PlaceTimeline fence, DeviceTrack device, FenceRule demand, PlanHistory plans, int planVersion,
    TimeRange inForce)
    : IdleMonitor(
        new GapBook(exerciseId, GapKind.Breach, device.Id, demand.Id, planVersion),
        new IdleRule(0, demand.Duty, CloseReason.Returned),
        inForce)
{
    private readonly List<Attended> _within = [];

    // What may still be under way is not forgotten, however long it has been.
    private long OldestUs => Book.Entries.Select(entry => entry.Gap.IdleFromUs).DefaultIfEmpty(long.MaxValue).Min();

    public PlaceTimeline Fence => fence;

    public DeviceTrack Device => device;

    protected override bool OpensOnArrival => true;

    /// <summary>The device went a leg. That it is outside, no presence tells.</summary>
    public void Pass(long fromUs, long toUs, ReadOnlySpan<LegPresence> inside)
    {
        if (demand.Kind != FenceKind.KeepIn)
        {
            if (MayEndAt(fromUs))
                Touch(fromUs, toUs);
            return;
        }

        foreach (var piece in inside)
        {
            if (piece.Timeline != fence || piece.StartUs != fromUs || piece.EndUs != toUs)
                continue;
            if (MayEndAt(fromUs))
                Touch(fromUs, toUs);
            return;
        }

        Touch(fromUs, toUs);
    }

    /// <summary>
    /// It stood at the edge: whether it came back or stayed beyond, only this leg tells, though duty or the rule has
    /// ended the breach meanwhile.
    /// </summary>
    private bool MayEndAt(long us) => Book.LastEndUs >= us;

    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        device.Turns.Across(gap.IdleFromUs) is { } leg && LastUs(gap) < leg.EndUs
            ? ([device.Id], long.MaxValue)
            : base.Judge(gap, unseen);

    public override long NeedsPresencesFromUs(long horizonUs) => Math.Min(horizonUs, OldestUs);

    public override void Forget(long beforeUs)
    {
        Book.Forget(beforeUs);
        base.Forget(Math.Min(beforeUs, OldestUs));
    }

    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        _within.Clear();
        var sinceUs = long.MinValue;
        CloseReason? reason = null;
        foreach (var breach in Breaches(watermarkUs))
        {
            if (breach.StartUs > watermarkUs)
                break;
            // Where it broke off and went on at once (a plan's boundary, a splice) it is one.
            if (breach.StartUs > sinceUs)
                _within.Add(new Attended(sinceUs, breach.StartUs, reason));
            reason = IsSilentFrom(breach.EndUs) ? CloseReason.Silenced : null;
            sinceUs = breach.EndUs;
        }

        if (sinceUs != long.MinValue && reason is null && device.Last is { } last
            && sinceUs >= Math.Min(last.TimeUs, watermarkUs))
        {
            // It goes on, but a window that begins after the last fix has not seen it.
            if (Limit.Duty.NextWindow(last.TimeUs - 1) is { } next && next.StartUs <= watermarkUs)
                _within.Add(new Attended(next.StartUs, Attended.OnwardUs));
        }
        else if (sinceUs <= watermarkUs)
        {
            _within.Add(new Attended(sinceUs, Attended.OnwardUs, reason));
        }

        return new AttendedRun(CollectionsMarshal.AsSpan(_within), Base.LastEndUs, Base.ForgottenUs);

        bool IsSilentFrom(long us) =>
            device.Silences.Exists(silence => silence.From.TimeUs == us)
            || (device.Last is { } tail && tail.TimeUs == us
                && (tail.IsOffDuty || watermarkUs - us > TimeUs.Of(plans.SettingsAfter(tail).SilenceAfter)));
    }

    /// <summary>
    /// The last moment of a gap: where it came back belongs to it, where duty or the rule ended does not. Of an open
    /// one the track tells, which may be ahead of the clock.
    /// </summary>
    private long LastUs(Gap gap)
    {
        if (gap.Close is { } close)
            return close.TimeUs - (close.Reason is CloseReason.DutyEnded or CloseReason.PlanChanged ? 1 : 0);
        var lastUs = gap.IdleFromUs;
        foreach (var breach in Breaches(long.MaxValue))
        {
            if (breach.StartUs > lastUs)
                break;
            lastUs = Math.Max(lastUs, breach.EndUs);
        }

        var dutyEndUs = Limit.Duty.WindowAt(gap.IdleFromUs)?.EndUs ?? long.MaxValue;
        return Math.Min(lastUs, Math.Min(dutyEndUs, InForce.EndUs) - 1);
    }

    private IEnumerable<TimeRange> Breaches(long watermarkUs)
    {
        var inside = fence.Presences.Where(presence =>
                presence.Device == device && demand.Accepts(presence.Kind) && presence.StartUs <= watermarkUs)
            .Select(presence => new TimeRange(presence.StartUs, presence.EndUs));
        var breaches = demand.Kind == FenceKind.KeepIn ? Outside(inside) : inside;
        return breaches.SelectMany(Applicable);
    }

    /// <summary>Where the device was on known ground, but not in here.</summary>
    private IEnumerable<TimeRange> Outside(IEnumerable<TimeRange> inside)
    {
        var holes = inside.ToList();
        foreach (var known in device.KnownRuns())
        {
            if (!demand.Accepts(known.Kind))
                continue;
            var fromUs = Math.Max(known.Span.StartUs, Math.Max(fence.FromUs, Base.ForgottenUs));
            var toUs = Math.Min(known.Span.EndUs, fence.ToUs);
            foreach (var hole in holes)
            {
                if (hole.EndUs <= fromUs || hole.StartUs >= toUs)
                    continue;
                if (hole.StartUs > fromUs)
                    yield return new TimeRange(fromUs, hole.StartUs);
                fromUs = Math.Max(fromUs, hole.EndUs);
            }

            if (toUs > fromUs)
                yield return new TimeRange(fromUs, toUs);
        }
    }

    /// <summary>A fence for one unit holds its devices for as long as the roster says that they are in it.</summary>
    private IEnumerable<TimeRange> Applicable(TimeRange breach)
    {
        if (demand.Unit is null)
            return [breach];
        return Enumerable.Range(0, plans.Count).Select(i => plans[i])
            .Where(era => era.Plan.Roster.GetValueOrDefault(device.Id)?.Unit == demand.Unit)
            .Select(era => era.InForce.Intersect(breach))
            .Where(span => !span.IsEmpty);
    }
}
