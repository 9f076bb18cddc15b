using System.Runtime.InteropServices;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// Puts what is now known of a stretch of track in the place of what was. Presences that read the same stay as they
/// are, and nobody is told of them.
/// </summary>
internal sealed class PresenceSplice(PresenceJournal journal)
{
    private readonly List<TrackedPresence> _old = [];
    private readonly List<LegPresence> _now = [];

    /// <param name="places">Where there was a presence in the stretch or is one now; each once.</param>
    /// <param name="stays">All stays in the stretch, in order of time at each place.</param>
    public void Replace(
        DeviceTrack device, TimeRange stretch, List<PlaceTimeline> places, List<LegPresence> stays)
    {
        foreach (var place in places)
        {
            _old.Clear();
            device.Presences.Find(place, stretch.StartUs, stretch.EndUs, _old);
            Compose(place, stretch, stays);
            Apply(device, place);
        }

        device.Inside.RemoveAll(presence => presence.IsRemoved || presence.EndUs != device.Last?.TimeUs);
    }

    /// <summary>What was before the stretch, what is in it now, what comes after, joined where they touch.</summary>
    private void Compose(PlaceTimeline place, TimeRange stretch, List<LegPresence> stays)
    {
        _now.Clear();
        if (_old.Count > 0 && _old[0].StartUs < stretch.StartUs)
        {
            var before = _old[0].Stay;
            _now.Add(before.EndUs <= stretch.StartUs
                ? before
                : before with { EndUs = stretch.StartUs, LatestUs = stretch.StartUs });
        }

        foreach (ref readonly var stay in CollectionsMarshal.AsSpan(stays))
        {
            if (stay.Timeline == place)
                Append(stay);
        }

        if (_old.Count > 0 && _old[^1].EndUs > stretch.EndUs)
        {
            var after = _old[^1].Stay;
            Append(after.StartUs >= stretch.EndUs
                ? after
                : after with { StartUs = stretch.EndUs, EarliestUs = stretch.EndUs });
        }
    }

    private void Append(in LegPresence stay)
    {
        if (_now.Count > 0 && _now[^1].IsGoneOnBy(stay))
            _now[^1] = _now[^1].With(stay);
        else
            _now.Add(stay);
    }

    private void Apply(DeviceTrack device, PlaceTimeline place)
    {
        var (changedFromUs, changedToUs) = (long.MaxValue, long.MinValue);
        var (before, now) = (0, 0);
        while (before < _old.Count || now < _now.Count)
        {
            var old = before < _old.Count ? _old[before] : null;
            var startUs = now < _now.Count ? _now[now].StartUs : long.MaxValue;
            if (old is not null && old.StartUs <= startUs)
            {
                before++;
                if (old.StartUs == startUs)
                    Become(old, _now[now++]);
                else
                    Remove(old);
            }
            else
            {
                Add(new TrackedPresence(device, _now[now++]));
            }
        }

        if (changedFromUs <= changedToUs)
            place.Touch(device, changedFromUs, changedToUs);

        void Become(TrackedPresence old, in LegPresence stay)
        {
            var was = old.Stay;
            if (was == stay)
                return;
            var isSameStart = was.EarliestUs == stay.EarliestUs;
            Change(
                isSameStart ? Math.Min(was.EndUs, stay.EndUs) : Math.Min(was.EarliestUs, stay.EarliestUs),
                was.LatestUs);
            Change(stay.EndUs, stay.LatestUs);
            old.Become(stay);
            Note(old);
        }

        void Remove(TrackedPresence old)
        {
            old.IsRemoved = true;
            device.Presences.Remove(old);
            place.Remove(old);
            Change(old.EarliestUs, old.LatestUs);
            journal.Note(old);
        }

        void Add(TrackedPresence presence)
        {
            device.Presences.Add(presence);
            place.Add(presence);
            Change(presence.EarliestUs, presence.LatestUs);
            Note(presence);
        }

        void Note(TrackedPresence presence)
        {
            journal.Note(presence);
            if (presence.EndUs == device.Last?.TimeUs && !device.Inside.Contains(presence))
                device.Inside.Add(presence);
        }

        void Change(long fromUs, long toUs) =>
            (changedFromUs, changedToUs) = (Math.Min(changedFromUs, fromUs), Math.Max(changedToUs, toUs));
    }
}
