using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// The presences at one place for as long as its shape stays the same, and the rules that look at them.
/// </summary>
internal sealed class PlaceTimeline(Place place, long fromUs)
{
    private readonly List<TrackedPresence> _presences = [];
    private readonly bool _isKeepIn = place.Rules is [FenceRule { Kind: FenceKind.KeepIn }];

    // How far back before a moment presences must be looked at: none was longer.
    private long _longestUs;

    public Place Place { get; set; } = place;

    public string PlaceId => Place.Id;

    /// <summary>In degrees.</summary>
    public Box Bounds { get; } = Reach.Of(place.Shape);

    public long FromUs { get; } = fromUs;

    /// <summary>Until when this shape was in force.</summary>
    public long ToUs { get; set; } = long.MaxValue;

    /// <summary>The rules of the place; of a fence, one for each device that has to do with it.</summary>
    public List<RuleMonitor> Monitors { get; } = [];

    /// <summary>Of a fence: told of every device that comes or goes.</summary>
    public FenceWatch? Fence { get; init; }

    /// <summary>By start.</summary>
    public IReadOnlyList<TrackedPresence> Presences => _presences;

    /// <summary>When its last gap ends: what was of a time after that bears on none.</summary>
    public long GapsUntilUs { get; private set; } = long.MinValue;

    public void NoteGaps()
    {
        GapsUntilUs = long.MinValue;
        foreach (var monitor in Monitors)
            GapsUntilUs = Math.Max(GapsUntilUs, monitor.Book.LastEndUs);
    }

    public void Add(TrackedPresence presence)
    {
        _presences.Insert(IndexOf(presence), presence);
        NoteLength(presence);
    }

    public void Remove(TrackedPresence presence)
    {
        var at = IndexOf(presence);
        if (at < _presences.Count && _presences[at] == presence)
            _presences.RemoveAt(at);
    }

    public void NoteLength(TrackedPresence presence) =>
        _longestUs = Math.Max(_longestUs, presence.LatestUs - presence.EarliestUs);

    public int FirstStartingAfter(long us)
    {
        var (low, high) = (0, _presences.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_presences[middle].StartUs <= us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Presences that meet the closed span, by start.</summary>
    public IEnumerable<TrackedPresence> Overlapping(long fromUs, long toUs) =>
        PossiblyOverlapping(fromUs, toUs).Where(presence => presence.EndUs >= fromUs && presence.StartUs <= toUs);

    /// <summary>Presences that could have met the closed span, by start.</summary>
    public IEnumerable<TrackedPresence> PossiblyOverlapping(long fromUs, long toUs)
    {
        var i = fromUs < long.MinValue + _longestUs ? 0 : FirstStartingAfter(fromUs - _longestUs - 1);
        for (; i < _presences.Count && _presences[i].EarliestUs <= toUs; i++)
        {
            if (_presences[i].LatestUs >= fromUs)
                yield return _presences[i];
        }
    }

    /// <summary>
    /// Tells the rules that a device came, or stayed on. In a fence to stay in that is as it should be and nobody need
    /// look: who goes out is told by the leg.
    /// </summary>
    public void GoOn(DeviceTrack device, long fromUs, long toUs)
    {
        if (!_isKeepIn)
            Touch(device, fromUs, toUs);
    }

    /// <summary>Whether a presence ends at this moment only because its device has not reported since.</summary>
    public bool IsHeldAt(long us, PlaceRule rule, Func<DeviceTrack, bool> isAtWork) =>
        Overlapping(us, us).Any(presence => presence.EndUs == us && rule.Accepts(presence.Kind)
            && presence.Device.Inside.Contains(presence) && isAtWork(presence.Device));

    /// <summary>Tells the rules that a device's presence changed in this span.</summary>
    public void Touch(DeviceTrack device, long fromUs, long toUs)
    {
        if (Fence is not null)
        {
            Fence.Touch(device, fromUs, toUs);
            return;
        }

        foreach (var monitor in Monitors)
            monitor.Touch(fromUs, toUs);
    }

    /// <summary>Forgets presences that ended before; returns them.</summary>
    public IReadOnlyList<TrackedPresence> Forget(long beforeUs)
    {
        var gone = _presences.FindAll(presence => presence.EndUs < beforeUs);
        if (gone.Count > 0)
            _presences.RemoveAll(presence => presence.EndUs < beforeUs);
        return gone;
    }

    /// <summary>Where it is, or belongs. Nearly always the newest.</summary>
    private int IndexOf(TrackedPresence presence)
    {
        var (low, high) = (0, _presences.Count);
        if (high > 0 && IsAfter(presence, _presences[high - 1]))
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsAfter(presence, _presences[middle]))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static bool IsAfter(TrackedPresence a, TrackedPresence b) =>
        a.StartUs != b.StartUs
            ? a.StartUs > b.StartUs
            : string.CompareOrdinal(a.Device.Id, b.Device.Id) > 0;
}
