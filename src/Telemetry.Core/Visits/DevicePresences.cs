namespace Telemetry.Core.Visits;

/// <summary>
/// The presences of one device that are not yet forgotten. At one place they are disjoint: kept by place, those around
/// a moment are found without looking at the others.
/// </summary>
internal sealed class DevicePresences
{
    private readonly Dictionary<PlaceTimeline, List<TrackedPresence>> _byPlace = [];

    /// <summary>In no order.</summary>
    public IEnumerable<TrackedPresence> All => _byPlace.Values.SelectMany(presences => presences);

    public void Add(TrackedPresence presence)
    {
        if (!_byPlace.TryGetValue(presence.Timeline, out var presences))
            _byPlace.Add(presence.Timeline, presences = []);
        presences.Insert(FirstFrom(presences, presence.StartUs), presence);
    }

    public void Remove(TrackedPresence presence)
    {
        if (!_byPlace.TryGetValue(presence.Timeline, out var presences))
            return;
        var at = FirstFrom(presences, presence.StartUs);
        if (at < presences.Count && presences[at] == presence)
            presences.RemoveAt(at);
        if (presences.Count == 0)
            _byPlace.Remove(presence.Timeline);
    }

    /// <summary>Adds those at one place that meet a closed span, by time.</summary>
    public void Find(PlaceTimeline timeline, long fromUs, long toUs, List<TrackedPresence> found)
    {
        if (!_byPlace.TryGetValue(timeline, out var presences))
            return;
        var first = FirstFrom(presences, fromUs);
        if (first > 0 && presences[first - 1].EndUs >= fromUs)
            first--;
        for (; first < presences.Count && presences[first].StartUs <= toUs; first++)
            found.Add(presences[first]);
    }

    /// <summary>Adds the places where there is one that meets a closed span. Looks at all places.</summary>
    public void FindPlaces(long fromUs, long toUs, List<PlaceTimeline> found)
    {
        foreach (var (timeline, presences) in _byPlace)
        {
            var next = FirstFrom(presences, fromUs);
            if ((next < presences.Count && presences[next].StartUs <= toUs)
                || (next > 0 && presences[next - 1].EndUs >= fromUs))
                found.Add(timeline);
        }
    }

    /// <summary>Adds those that end at a moment. Looks at all places.</summary>
    public void FindEnding(long us, List<TrackedPresence> found)
    {
        foreach (var presences in _byPlace.Values)
        {
            var next = FirstFrom(presences, us);
            if (next > 0 && presences[next - 1].EndUs == us)
                found.Add(presences[next - 1]);
        }
    }

    /// <summary>Nearly always among the last.</summary>
    private static int FirstFrom(List<TrackedPresence> presences, long us)
    {
        var (low, high) = (0, presences.Count);
        if (high == 0 || presences[high - 1].StartUs < us)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (presences[middle].StartUs < us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
