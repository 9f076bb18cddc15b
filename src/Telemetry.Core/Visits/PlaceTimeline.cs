using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>
/// The presences at one place for as long as its shape stays the same, and the rules that look at them.
/// </summary>
internal sealed class PlaceTimeline(Place place, long fromUs)
{
    private readonly List<TrackedPresence> _presences = [];

    public Place Place { get; set; } = place;

    public string PlaceId => Place.Id;

    public long FromUs { get; } = fromUs;

    /// <summary>Until when this shape was in force.</summary>
    public long ToUs { get; set; } = long.MaxValue;

    public List<OverdueMonitor> Monitors { get; } = [];

    /// <summary>By start.</summary>
    public IReadOnlyList<TrackedPresence> Presences => _presences;

    public void Add(TrackedPresence presence)
    {
        // Nearly always the newest: look from the end.
        var at = _presences.Count;
        while (at > 0 && IsAfter(_presences[at - 1], presence))
            at--;
        _presences.Insert(at, presence);
    }

    public void Remove(TrackedPresence presence) => _presences.Remove(presence);

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

    /// <summary>Tells the rules that presence changed in this span.</summary>
    public void Touch(long fromUs, long toUs)
    {
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

    private static bool IsAfter(TrackedPresence a, TrackedPresence b) =>
        a.StartUs != b.StartUs
            ? a.StartUs > b.StartUs
            : string.CompareOrdinal(a.Device.Id, b.Device.Id) > 0;
}
