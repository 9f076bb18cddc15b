using Telemetry.Core.Cover;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// From reports to presences: each fix is used or not, each pair of consecutive used fixes is a leg, or a silence.
/// </summary>
internal sealed class TrackFold(PlanHistory plans, PresenceJournal journal, CoverTracer cover)
{
    private readonly SettingsAfter _settings = plans.SettingsAfter;
    private readonly LegTracer _tracer = new(plans);

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

        var (hadUsed, last) = (device.Usage.Filter.HasUsed, device.Usage.Filter.Used);
        var degraded = device.Degraded.Tail;
        var verdict = device.Usage.Next(fix, _settings, out var ofWaiting);
        if (ofWaiting is { } settled)
            device.Recent.Settle(settled);
        device.Recent.Append(fix, verdict);
        if (device.Degraded.Tail != degraded)
            Tell(device, TrackFact.Degraded, device.Degraded.ChangeSince(degraded));

        if (ofWaiting == FixVerdict.Confirmed)
        {
            Reach(device, last, device.Usage.Filter.Waiting, isLeg: false);
            last = device.Usage.Filter.Waiting;
        }

        if (verdict != FixVerdict.Used)
            return;
        device.AddWaypoint(fix.TimeUs);
        if (hadUsed)
            Reach(device, last, fix, !plans.IsPause(last, fix));
        else
            Begin(device, fix);
    }

    private void Hear(DeviceTrack device, in Fix fix)
    {
        if (!device.Usage.Filter.HasHeard)
        {
            (device.Kind, device.FirstHeard) = (fix.Kind, fix);
            Tell(device, TrackFact.Heard, new TimeRange(long.MinValue, fix.TimeUs));
            return;
        }

        ref readonly var before = ref device.Usage.Filter.Heard;
        var isPause = plans.IsPause(before, fix);
        if (isPause)
            device.HeardPauses.Add(new Silence(before, fix));
        if (isPause || device.IsKnownUnheard)
            Tell(device, TrackFact.Heard, new TimeRange(fix.TimeUs, fix.TimeUs));
        device.IsKnownUnheard = false;
    }

    private void Begin(DeviceTrack device, in Fix first)
    {
        device.First = first;
        Tell(device, TrackFact.Silence, new TimeRange(long.MinValue, first.TimeUs));
    }

    /// <summary>A fix is used: a leg leads to it, or a silence ends there.</summary>
    private void Reach(DeviceTrack device, in Fix from, in Fix to, bool isLeg)
    {
        if (isLeg)
            Go(device, from, to);
        else
            device.Silences.Add(new Silence(from, to));
        for (var i = device.Inside.Count - 1; i >= 0; i--)
        {
            if (device.Inside[i].EndUs != to.TimeUs)
                device.Inside.RemoveAt(i);
        }

        // A silence that the clock has found was taken to last.
        if (device.IsKnownSilent)
            Tell(device, TrackFact.Silence, new TimeRange(from.TimeUs, long.MaxValue));
        else if (!isLeg)
            Tell(device, TrackFact.Silence, new TimeRange(from.TimeUs, to.TimeUs));
        device.IsKnownSilent = false;
    }

    private void Go(DeviceTrack device, in Fix from, in Fix to)
    {
        var pieces = _tracer.Trace(from, to);
        if (_tracer.IsTurning)
            device.Turns.Add(new TimeRange(from.TimeUs, to.TimeUs));
        foreach (ref readonly var piece in pieces)
            Stay(device, piece);
        foreach (var fence in device.Fences)
            fence.Pass(from.TimeUs, to.TimeUs, pieces);
        cover.Lay(device, from, to);
    }

    private void Stay(DeviceTrack device, in LegPresence piece)
    {
        foreach (var presence in device.Inside)
        {
            if (presence.Timeline != piece.Timeline || presence.EndUs != piece.StartUs)
                continue;
            presence.GoOn(piece);
            journal.Note(presence);
            piece.Timeline.GoOn(device, piece.StartUs, piece.LatestUs);
            return;
        }

        var entered = new TrackedPresence(device, piece);
        device.Presences.Add(entered);
        device.Inside.Add(entered);
        piece.Timeline.Add(entered);
        piece.Timeline.GoOn(device, piece.EarliestUs, piece.LatestUs);
        journal.Note(entered);
    }

    private void Tell(DeviceTrack device, TrackFact fact, TimeRange change) => Changed?.Invoke(device, fact, change);
}
