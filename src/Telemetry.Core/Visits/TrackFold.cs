using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// From reports to presences: each fix is used or not, each pair of consecutive used fixes is a leg, or a silence.
/// </summary>
internal sealed class TrackFold(PlanHistory plans, PresenceJournal journal)
{
    private readonly SettingsAfter _settings = plans.SettingsAfter;
    private readonly LegTracer _tracer = new(plans);
    private readonly List<UsedFix> _used = [];

    /// <summary>Told of what reads otherwise now, and from when to when.</summary>
    public event Action<DeviceTrack, TrackFact, TimeRange>? Changed;

    /// <summary>The next report of a device, later than all before.</summary>
    public void Extend(DeviceTrack device, in Fix fix)
    {
        Hear(device, fix);
        if (BatteryWatch.Turns(device.LowBattery.IsOn, fix, plans.SettingsAfter(fix)))
        {
            device.LowBattery.Turn(fix.TimeUs);
            Tell(device, TrackFact.LowBattery, new TimeRange(fix.TimeUs, fix.TimeUs));
        }

        var last = device.Last;
        var degraded = device.Degraded.Tail;
        _used.Clear();
        var verdict = device.Usage.Next(fix, _settings, _used, out var ofWaiting);
        if (ofWaiting is { } settled)
            device.Recent.Settle(settled);
        device.Recent.Append(fix, verdict);
        if (verdict == FixVerdict.Used)
            device.AddWaypoint(fix.TimeUs);
        if (device.Degraded.Tail != degraded)
            Tell(device, TrackFact.Degraded, device.Degraded.ChangeSince(degraded));
        foreach (var used in _used)
        {
            Reach(device, last, used);
            last = used.Fix;
        }
    }

    private void Hear(DeviceTrack device, in Fix fix)
    {
        if (device.LastHeard is not { } before)
        {
            (device.Kind, device.FirstHeard) = (fix.Kind, fix);
            Tell(device, TrackFact.Heard, new TimeRange(long.MinValue, fix.TimeUs));
            return;
        }

        var isPause = plans.IsPause(before, fix);
        if (isPause)
            device.HeardPauses.Add(new Silence(before, fix));
        if (isPause || device.IsKnownUnheard)
            Tell(device, TrackFact.Heard, new TimeRange(fix.TimeUs, fix.TimeUs));
        device.IsKnownUnheard = false;
    }

    /// <summary>A fix is used: a leg leads to it, or a silence ends there.</summary>
    private void Reach(DeviceTrack device, Fix? last, in UsedFix used)
    {
        if (last is not { } from)
        {
            device.First = used.Fix;
            Tell(device, TrackFact.Silence, new TimeRange(long.MinValue, used.Fix.TimeUs));
            return;
        }

        var isLeg = plans.IsLeg(from, used);
        if (isLeg)
            Go(device, from, used.Fix);
        else
            device.Silences.Add(new Silence(from, used.Fix));
        for (var i = device.Inside.Count - 1; i >= 0; i--)
        {
            if (device.Inside[i].EndUs != used.Fix.TimeUs)
                device.Inside.RemoveAt(i);
        }

        // A silence that the clock has found was taken to last.
        if (device.IsKnownSilent)
            Tell(device, TrackFact.Silence, new TimeRange(from.TimeUs, long.MaxValue));
        else if (!isLeg)
            Tell(device, TrackFact.Silence, new TimeRange(from.TimeUs, used.Fix.TimeUs));
        device.IsKnownSilent = false;
    }

    private void Go(DeviceTrack device, in Fix from, in Fix to)
    {
        var pieces = _tracer.Trace(from, to);
        foreach (ref readonly var piece in pieces)
            Stay(device, piece);
        foreach (var fence in device.Fences)
            fence.Pass(from.TimeUs, to.TimeUs, pieces);
    }

    private void Stay(DeviceTrack device, in LegPresence piece)
    {
        foreach (var presence in device.Inside)
        {
            if (presence.Timeline != piece.Timeline || presence.EndUs != piece.StartUs)
                continue;
            presence.Become(presence.Stay.With(piece));
            journal.Note(presence);
            piece.Timeline.Touch(device, piece.StartUs, piece.LatestUs);
            return;
        }

        var entered = new TrackedPresence(device, piece);
        device.Presences.Add(entered);
        device.Inside.Add(entered);
        piece.Timeline.Add(entered);
        piece.Timeline.Touch(device, piece.EarliestUs, piece.LatestUs);
        journal.Note(entered);
    }

    private void Tell(DeviceTrack device, TrackFact fact, TimeRange change) => Changed?.Invoke(device, fact, change);
}
