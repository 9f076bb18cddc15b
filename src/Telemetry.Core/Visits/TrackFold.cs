using System.Runtime.InteropServices;
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
    private readonly Stretch _stretch = new(plans);
    private readonly StretchLayer _layer = new(plans, new LegTracer(plans), journal);

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
        if (device.Usage.Next(fix, _settings, _used) == FixVerdict.Used)
            device.AddWaypoint(fix.TimeUs);
        if (device.Degraded.Tail != degraded)
            Tell(device, TrackFact.Degraded, device.Degraded.ChangeSince(degraded));
        foreach (var used in _used)
        {
            Reach(device, last, used);
            last = used.Fix;
        }
    }

    /// <summary>Replaces a stretch of the track by its reports as they are now known.</summary>
    /// <param name="span">From a waypoint, or the track's beginning, to a waypoint or the newest report.</param>
    /// <param name="fixes">All reports of the stretch, by time.</param>
    /// <returns>False when what changed reaches beyond the stretch: it must be longer. Nothing is done then.</returns>
    public bool TryReplace(DeviceTrack device, TrackSpan span, IReadOnlyList<Fix> fixes)
    {
        if (fixes.Count == 0 || device.LastHeard is not { } lastHeard)
            return true;
        var isHead = device.Waypoints.BinarySearch(span.FromUs) < 0;
        var isTail = span.ToUs >= lastHeard.TimeUs;
        if (isHead)
            _stretch.Begin();
        else
            _stretch.Begin(fixes[0], device.LowBattery.IsOnAt(fixes[0].TimeUs));
        for (var i = isHead ? 0 : 1; i < fixes.Count; i++)
            _stretch.Add(fixes[i]);
        if (!isTail && !(_stretch.IsSettled && _stretch.IsBatteryLow == device.LowBattery.IsOnAt(span.ToUs)))
            return false;

        if (isHead && device.FirstHeard != fixes[0])
        {
            device.FirstHeard = fixes[0];
            Tell(device, TrackFact.Heard, new TimeRange(long.MinValue, fixes[0].TimeUs));
        }

        Replace(device, new TimeRange(isHead ? long.MinValue : span.FromUs, isTail ? long.MaxValue : span.ToUs));
        return true;
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

    private void Replace(DeviceTrack device, TimeRange span)
    {
        TellOfReports(device, TrackFact.Heard, Silences.Replace(
            device.HeardPauses, span.StartUs, span.EndUs, _stretch.Pauses));
        TellOfReports(device, TrackFact.LowBattery, device.LowBattery.Replace(
            span.StartUs, span.EndUs, CollectionsMarshal.AsSpan(_stretch.BatteryTurns)));
        TellOfReports(device, TrackFact.Degraded, device.Degraded.Replace(
            span.StartUs, span.EndUs, _stretch.Usage.Degraded.Turns));
        if (_layer.Lay(device, span, _stretch) is { } silence)
            Tell(device, TrackFact.Silence, silence);
    }

    /// <summary>Reports tell nothing of the time after the last one.</summary>
    private void TellOfReports(DeviceTrack device, TrackFact fact, TimeRange? change)
    {
        if (change is { } range && device.LastHeard is { } last)
            Tell(device, fact, range with { EndUs = Math.Min(range.EndUs, last.TimeUs) });
    }

    private void Tell(DeviceTrack device, TrackFact fact, TimeRange change) => Changed?.Invoke(device, fact, change);
}
