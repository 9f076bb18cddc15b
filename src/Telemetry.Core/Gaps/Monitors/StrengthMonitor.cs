using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Watches that enough devices are at a place at once.</summary>
internal sealed class StrengthMonitor(
    string exerciseId, PlaceTimeline timeline, StrengthRule demand, int planVersion, TimeRange inForce)
    : IdleMonitor(
        new GapBook(exerciseId, GapKind.Understrength, timeline.PlaceId, demand.Id, planVersion),
        new IdleRule(TimeUs.Of(demand.Grace), demand.Duty, CloseReason.Manned),
        inForce)
{
    private readonly List<TimeRange> _manned = [];
    private readonly List<Attended> _found = [];

    public override PlaceRule Demand => demand;

    public override long NeedsPresencesFromUs(long horizonUs) =>
        _manned.Find(run => run.EndUs >= horizonUs) is { EndUs: > 0 } run
            ? Math.Min(run.StartUs, horizonUs)
            : horizonUs;

    public override void Forget(long beforeUs)
    {
        var gone = _manned.FindIndex(run => run.EndUs >= beforeUs);
        gone = gone < 0 ? _manned.Count : gone;
        if (gone > 0)
            ForgetAttendance(_manned[gone - 1].EndUs);
        _manned.RemoveRange(0, gone);
        base.Forget(beforeUs);
    }

    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        PossibleStrength.Judge(timeline, demand, gap, unseen);

    public override bool IsHeldAt(long idleFromUs, Func<DeviceTrack, bool> isAtWork) =>
        timeline.IsHeldAt(idleFromUs, demand, isAtWork);

    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        var kept = _manned.Count;
        while (kept > 0 && _manned[kept - 1].EndUs >= fromUs)
            kept--;
        _manned.RemoveRange(kept, _manned.Count - kept);

        var lastEndUs = kept > 0 ? _manned[kept - 1].EndUs : Base.LastEndUs;
        var sinceUs = kept > 0 ? _manned[kept - 1].EndUs : long.MinValue;
        var strength = new StrengthFold(demand.MinDevices);
        foreach (var presence in timeline.Overlapping(sinceUs, watermarkUs))
        {
            // Not cut at the watermark: with no grace it would be undermanned there whatever has been reported since.
            if (demand.Accepts(presence.Kind))
                strength.Add(presence.Device.Id, Math.Max(presence.StartUs, sinceUs), presence.EndUs);
        }

        _manned.AddRange(strength.Runs());
        _found.Clear();
        for (var i = kept; i < _manned.Count; i++)
            _found.Add(new Attended(_manned[i].StartUs, _manned[i].EndUs));
        return new AttendedRun(CollectionsMarshal.AsSpan(_found), lastEndUs, Math.Max(lastEndUs, Base.ForgottenUs));
    }
}
