using Telemetry.Core.Cover;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tracks;

/// <summary>
/// What the engine remembers of one device: its tail, and its recent past in the coarse. A device is <em>heard</em>
/// when a report comes; where it is tell only the fixes that are <em>used</em>.
/// </summary>
internal sealed class DeviceTrack(string id)
{
    /// <summary>A late report makes the engine read this much of a track again, at least.</summary>
    public const long WaypointSpacingUs = 300 * TimeUs.PerSecond;

    private long _nextWaypointUs = long.MinValue;

    public string Id { get; } = id;

    /// <summary>A device is of one kind as long as the exercise lasts.</summary>
    public DeviceKind Kind { get; set; }

    /// <summary>The very first fix used; null while there is none.</summary>
    public Fix? First { get; set; }

    /// <summary>The newest fix used, where the next leg begins.</summary>
    public Fix? Last => Usage.LastUsed;

    /// <summary>The very first report; null while the device has never reported.</summary>
    public Fix? FirstHeard { get; set; }

    /// <summary>The newest report.</summary>
    public Fix? LastHeard => Usage.LastHeard;

    public long LastHeardUs => Usage.LastHeardUs;

    public FixUsage Usage { get; } = new();

    public RecentFixes Recent { get; } = new();

    /// <summary>Closed silences by time: between used fixes.</summary>
    public List<Silence> Silences { get; } = [];

    /// <summary>Closed pauses by time: between reports of any sort.</summary>
    public List<Silence> HeardPauses { get; } = [];

    /// <summary>From the first unusable fix after a used one to the next that is used.</summary>
    public Spells Degraded => Usage.Degraded;

    /// <summary>From the first report with a battery below the limit to the next well above it.</summary>
    public Spells LowBattery { get; } = new();

    /// <summary>
    /// Times of some fixes that were used while none waited, ascending: places in the track where reading again can
    /// begin or end.
    /// </summary>
    public List<long> Waypoints { get; } = [];

    /// <summary>All presences not yet forgotten.</summary>
    public DevicePresences Presences { get; } = new();

    /// <summary>Presences that reach up to the last used fix, and may go on.</summary>
    public List<TrackedPresence> Inside { get; } = [];

    /// <summary>The rules that listen for this device.</summary>
    public List<RuleMonitor> Monitors { get; } = [];

    /// <summary>The fences that have to do with it.</summary>
    public List<BreachMonitor> Fences { get; } = [];

    /// <summary>Legs of its track within which a breach may lie that no fix tells.</summary>
    public TurningLegs Turns { get; } = new();

    /// <summary>What of its track was near places whose cells somebody looks at; null while none was.</summary>
    public Trail? Trail { get; set; }

    /// <summary>Fix times of late reports whose stretch of the track has not been read again yet.</summary>
    public TimeRange? Late { get; set; }

    /// <summary>The clock has found that nobody knows where the device is; cleared by its next used fix.</summary>
    public bool IsKnownSilent { get; set; }

    /// <summary>The clock has found that the device is not heard; cleared by its next report.</summary>
    public bool IsKnownUnheard { get; set; }

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
        if (timeUs < _nextWaypointUs)
            return;
        Waypoints.Add(timeUs);
        _nextWaypointUs = timeUs + WaypointSpacingUs;
    }
}
