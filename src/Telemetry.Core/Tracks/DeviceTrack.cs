using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tracks;

/// <summary>What the engine remembers of one device: its tail, and its recent past in the coarse.</summary>
internal sealed class DeviceTrack(string id)
{
    /// <summary>A late report makes the engine read this much of a track again, at least.</summary>
    public const long WaypointSpacingUs = 300 * TimeUs.PerSecond;

    public string Id { get; } = id;

    /// <summary>The very first fix; null while the device has never reported.</summary>
    public Fix? First { get; set; }

    /// <summary>The newest fix, where the next leg begins.</summary>
    public Fix? Last { get; set; }

    /// <summary>Closed silences by time.</summary>
    public List<Silence> Silences { get; } = [];

    /// <summary>Times of some fixes, ascending: places in the track where reading again can begin or end.</summary>
    public List<long> Waypoints { get; } = [];

    /// <summary>All presences not yet forgotten, in no order.</summary>
    public List<TrackedPresence> Presences { get; } = [];

    /// <summary>Presences that reach up to the last fix, and may go on.</summary>
    public List<TrackedPresence> Inside { get; } = [];

    /// <summary>The rules that listen for this device.</summary>
    public List<RuleMonitor> Monitors { get; } = [];

    /// <summary>The fences that have to do with it.</summary>
    public List<BreachMonitor> Fences { get; } = [];

    /// <summary>Fix times of late reports whose stretch of the track has not been read again yet.</summary>
    public TimeRange? Late { get; set; }

    /// <summary>Set when the clock found the device silent; cleared by its next fix.</summary>
    public bool IsKnownSilent { get; set; }

    /// <summary>When it was on known ground, by time: from a silence's end to the next one's start.</summary>
    public IEnumerable<(TimeRange Span, DeviceKind Kind)> KnownRuns()
    {
        if (First is not { } from || Last is not { } last)
            yield break;
        foreach (var silence in Silences)
        {
            yield return (new TimeRange(from.TimeUs, silence.From.TimeUs), from.Kind);
            from = silence.To;
        }

        yield return (new TimeRange(from.TimeUs, last.TimeUs), from.Kind);
    }

    public void AddWaypoint(long timeUs)
    {
        if (Waypoints.Count == 0 || timeUs - Waypoints[^1] >= WaypointSpacingUs)
            Waypoints.Add(timeUs);
    }
}
