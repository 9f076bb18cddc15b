using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>From fixes to presences: each pair of consecutive fixes is a leg, or a silence.</summary>
internal sealed class TrackFold(PlanHistory plans, PresenceJournal journal)
{
    private readonly LegTracer _tracer = new(plans);

    /// <summary>
    /// Told of every silence that ends or is corrected, and from when on the device is heard otherwise.
    /// </summary>
    public event Action<DeviceTrack, TimeRange, long>? SilenceChanged;

    /// <summary>The next fix of a device, later than all before.</summary>
    public void Extend(DeviceTrack device, in Fix fix)
    {
        if (device.Last is { } last)
        {
            var wasQuiet = device.IsKnownSilent | !Step(device, device.Inside, last, fix, device.Silences);
            if (wasQuiet)
                SilenceChanged?.Invoke(device, new TimeRange(last.TimeUs, fix.TimeUs), fix.TimeUs);
        }
        else
        {
            device.First = fix;
            SilenceChanged?.Invoke(device, new TimeRange(long.MinValue, fix.TimeUs), fix.TimeUs);
        }

        device.Last = fix;
        device.IsKnownSilent = false;
        device.AddWaypoint(fix.TimeUs);
    }

    /// <summary>Replaces a stretch of the track by its fixes as they are now known.</summary>
    /// <param name="fixes">All fixes of the stretch, by time; its ends are among them unless the track begins
    /// here.</param>
    public void Replace(DeviceTrack device, TrackSpan span, IReadOnlyList<Fix> fixes)
    {
        if (fixes.Count == 0 || device.Last is not { } last)
            return;
        var after = Cut(device, span);
        device.Silences.RemoveAll(s => s.From.TimeUs >= span.FromUs && s.To.TimeUs <= span.ToUs);
        device.Waypoints.RemoveAll(us => us > span.FromUs && us < span.ToUs);

        var silences = new List<Silence>();
        var inside = device.Presences.FindAll(p => p.EndUs == fixes[0].TimeUs);
        for (var i = 1; i < fixes.Count; i++)
            Step(device, inside, fixes[i - 1], fixes[i], silences);

        Insert(device.Silences, silences);
        InsertWaypoints(device, fixes);
        Rejoin(device, after, span.ToUs);
        var beginsEarlier = device.First is not { } first || fixes[0].TimeUs < first.TimeUs;
        if (beginsEarlier)
            device.First = fixes[0];
        device.Inside.Clear();
        device.Inside.AddRange(device.Presences.FindAll(p => p.EndUs == last.TimeUs));
        // Nothing is known of a device before its first fix: that too is a silence.
        var changed = new TimeRange(beginsEarlier ? long.MinValue : span.FromUs, span.ToUs);
        SilenceChanged?.Invoke(device, changed, span.FromUs);
    }

    /// <summary>True when the two fixes are joined by a leg.</summary>
    private bool Step(DeviceTrack device, List<TrackedPresence> inside, in Fix from, in Fix to, List<Silence> silences)
    {
        var isLeg = !from.IsOffDuty && to.TimeUs - from.TimeUs <= TimeUs.Of(plans.SettingsAfter(from).SilenceAfter);
        if (!isLeg)
            silences.Add(new Silence(from, to));
        else
        {
            var pieces = _tracer.Trace(from, to);
            foreach (var piece in pieces)
                Grow(device, inside, piece, from.Kind);
            foreach (var fence in device.Fences)
                fence.Pass(from.TimeUs, to.TimeUs, pieces);
        }

        for (var i = inside.Count - 1; i >= 0; i--)
        {
            if (inside[i].EndUs != to.TimeUs)
                inside.RemoveAt(i);
        }

        return isLeg;
    }

    private void Grow(DeviceTrack device, List<TrackedPresence> inside, LegPresence piece, DeviceKind kind)
    {
        foreach (var presence in inside)
        {
            if (presence.Timeline != piece.Timeline || presence.EndUs != piece.StartUs || presence.Kind != kind)
                continue;
            presence.EndUs = piece.EndUs;
            journal.Note(presence);
            piece.Timeline.Touch(device, piece.StartUs, piece.EndUs);
            return;
        }

        var entered = new TrackedPresence(piece.Timeline, device, kind, piece.StartUs, piece.EndUs);
        Add(entered);
        inside.Add(entered);
    }

    private void Add(TrackedPresence presence)
    {
        presence.Device.Presences.Add(presence);
        presence.Timeline.Add(presence);
        presence.Timeline.Touch(presence.Device, presence.StartUs, presence.EndUs);
        journal.Note(presence);
    }

    private void Remove(TrackedPresence presence)
    {
        presence.IsRemoved = true;
        presence.Device.Presences.Remove(presence);
        presence.Timeline.Remove(presence);
        presence.Timeline.Touch(presence.Device, presence.StartUs, presence.EndUs);
        journal.Note(presence);
    }

    /// <summary>Takes the stretch out of the device's presences; returns what begins at its end.</summary>
    private List<TrackedPresence> Cut(DeviceTrack device, TrackSpan span)
    {
        var after = new List<TrackedPresence>();
        foreach (var old in device.Presences.FindAll(p => p.EndUs > span.FromUs && p.StartUs < span.ToUs))
        {
            if (old.EndUs > span.ToUs)
            {
                var right = new TrackedPresence(old.Timeline, device, old.Kind, span.ToUs, old.EndUs);
                Add(right);
                after.Add(right);
            }

            if (old.StartUs >= span.FromUs)
            {
                Remove(old);
                continue;
            }

            old.EndUs = span.FromUs;
            old.Timeline.Touch(device, span.FromUs, span.ToUs);
            journal.Note(old);
        }

        after.AddRange(device.Presences.FindAll(p => p.StartUs == span.ToUs && !after.Contains(p)));
        return after;
    }

    private void Rejoin(DeviceTrack device, List<TrackedPresence> after, long atUs)
    {
        foreach (var right in after)
        {
            var left = device.Presences.Find(
                p => p.EndUs == atUs && p.StartUs < atUs && p.Timeline == right.Timeline && p.Kind == right.Kind);
            if (left is null)
                continue;
            left.EndUs = right.EndUs;
            left.Timeline.Touch(device, atUs, right.EndUs);
            journal.Note(left);
            Remove(right);
        }
    }

    private static void Insert(List<Silence> all, List<Silence> found)
    {
        if (found.Count == 0)
            return;
        var at = all.FindIndex(s => s.From.TimeUs > found[0].From.TimeUs);
        all.InsertRange(at < 0 ? all.Count : at, found);
    }

    private static void InsertWaypoints(DeviceTrack device, IReadOnlyList<Fix> fixes)
    {
        var all = device.Waypoints;
        foreach (var fix in fixes)
        {
            var at = all.BinarySearch(fix.TimeUs);
            if (at >= 0)
                continue;
            at = ~at;
            if (at == 0 || fix.TimeUs - all[at - 1] >= DeviceTrack.WaypointSpacingUs)
                all.Insert(at, fix.TimeUs);
        }
    }
}
