using System.Runtime.InteropServices;
using Telemetry.Core.Cover;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>Lays the legs of a stretch of track in the place of those that were there.</summary>
internal sealed class StretchLayer(PlanHistory plans, PresenceJournal journal, CoverTracer cover)
{
    private readonly LegTracer _tracer = new(plans);
    private readonly PresenceSplice _splice = new(journal);
    private readonly StayFold _staysBefore = new();
    private readonly StayFold _stays = new();
    private readonly List<Silence> _silences = [];
    private readonly List<TimeRange> _turns = [];
    private readonly List<PlaceTimeline> _places = [];

    /// <summary>Lays a stretch whatever was there before.</summary>
    /// <param name="span">From where the stretch begins to where it ends; without end on the side where the track
    /// has none.</param>
    /// <returns>From when to when it reads otherwise where the device was while nobody knew; null when it does
    /// not.</returns>
    public TimeRange? Lay(DeviceTrack device, TimeRange span, Stretch stretch)
    {
        _places.Clear();
        device.Presences.FindPlaces(span.StartUs, span.EndUs, _places);
        Trace(stretch.Used, _stays);
        NotePlaces(_stays.Stays, except: null);
        return Replace(device, span, stretch);
    }

    /// <summary>
    /// Lays a stretch where it is known which fixes it leads along so far: only the places that those and these do not
    /// agree on are looked at.
    /// </summary>
    public TimeRange? LayInstead(DeviceTrack device, TimeRange span, Stretch stretch, List<UsedFix> before)
    {
        _places.Clear();
        Trace(before, _staysBefore);
        Trace(stretch.Used, _stays);
        NotePlaces(_staysBefore.Stays, except: _stays.Stays);
        NotePlaces(_stays.Stays, except: _staysBefore.Stays);
        return Replace(device, span, stretch);
    }

    /// <summary>Lays what the legs saw of places whose cells somebody looks at, and nothing else.</summary>
    public void LayCover(DeviceTrack device, TimeRange span, Stretch stretch)
    {
        cover.BeginStretch(device, span);
        for (var i = 1; i < stretch.Used.Count; i++)
        {
            if (plans.IsLeg(stretch.Used[i - 1].Fix, stretch.Used[i]))
                cover.LayAgain(device, stretch.Used[i - 1].Fix, stretch.Used[i].Fix);
        }

        cover.EndStretch();
    }

    private TimeRange? Replace(DeviceTrack device, TimeRange span, Stretch stretch)
    {
        _splice.Replace(device, span, _places, _stays.Stays);
        LayCover(device, span, stretch);
        ReplaceTurns(device, span);
        ReplaceWaypoints(device, span, stretch.Waypoints);
        var change = Silences.Replace(device.Silences, span.StartUs, span.EndUs, _silences);
        if (span.StartUs == long.MinValue)
            change = Join(change, Begin(device, stretch));
        if (span.EndUs == long.MaxValue)
            change = Join(change, End(device, stretch));
        return change;
    }

    private void Trace(List<UsedFix> used, StayFold stays)
    {
        stays.Clear();
        _silences.Clear();
        _turns.Clear();
        var fixes = CollectionsMarshal.AsSpan(used);
        for (var i = 1; i < fixes.Length; i++)
        {
            ref readonly var from = ref fixes[i - 1].Fix;
            ref readonly var to = ref fixes[i].Fix;
            if (plans.IsLeg(from, fixes[i]))
            {
                stays.Add(_tracer.Trace(from, to), to.TimeUs);
                if (_tracer.IsTurning)
                    _turns.Add(new TimeRange(from.TimeUs, to.TimeUs));
            }
            else
            {
                stays.Add([], to.TimeUs);
                _silences.Add(new Silence(from, to));
            }
        }
    }

    private void NotePlaces(List<LegPresence> stays, List<LegPresence>? except)
    {
        foreach (ref readonly var stay in CollectionsMarshal.AsSpan(stays))
        {
            if (except?.Contains(stay) != true && !_places.Contains(stay.Timeline))
                _places.Add(stay.Timeline);
        }
    }

    /// <summary>Nothing is known of a device before its first used fix: that too is a silence.</summary>
    private static TimeRange? Begin(DeviceTrack device, Stretch stretch)
    {
        var before = device.First;
        device.First = stretch.Used.Count > 0 ? stretch.Used[0].Fix : null;
        if (before == device.First)
            return null;
        return new TimeRange(
            long.MinValue, Math.Max(before?.TimeUs ?? long.MinValue, device.First?.TimeUs ?? long.MinValue));
    }

    private TimeRange? End(DeviceTrack device, Stretch stretch)
    {
        var before = device.Last;
        device.Usage.GoOnFrom(stretch.Usage);
        device.Inside.Clear();
        if (device.Last is { } last)
            device.Presences.FindEnding(last.TimeUs, device.Inside);
        // One that had ended for good may grow again, and so is not for the ledger any more.
        foreach (var presence in device.Inside)
            journal.Note(presence);
        if (before == device.Last)
            return null;
        device.IsKnownSilent = false;
        return new TimeRange(
            Math.Min(before?.TimeUs ?? long.MaxValue, device.Last?.TimeUs ?? long.MaxValue), long.MaxValue);
    }

    /// <summary>A fix more, or less, may settle what no presence tells: whether a breach was seen.</summary>
    private void ReplaceTurns(DeviceTrack device, TimeRange span)
    {
        if (device.Turns.Replace(span, _turns) is not { } change)
            return;
        foreach (var fence in device.Fences)
            fence.Doubt(change);
    }

    private static void ReplaceWaypoints(DeviceTrack device, TimeRange span, List<long> found)
    {
        var all = device.Waypoints;
        var at = all.BinarySearch(span.StartUs) is >= 0 and var exact ? exact + 1 : ~all.BinarySearch(span.StartUs);
        var end = all.BinarySearch(span.EndUs) is >= 0 and var last ? last + 1 : ~all.BinarySearch(span.EndUs);
        all.RemoveRange(at, end - at);
        foreach (var us in found)
        {
            if (at == 0 || us - all[at - 1] >= DeviceTrack.WaypointSpacingUs)
                all.Insert(at++, us);
        }
    }

    private static TimeRange? Join(TimeRange? a, TimeRange? b) => (a, b) switch
    {
        ({ } x, { } y) => new TimeRange(Math.Min(x.StartUs, y.StartUs), Math.Max(x.EndUs, y.EndUs)),
        _ => a ?? b,
    };
}
