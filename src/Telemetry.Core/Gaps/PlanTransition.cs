using Telemetry.Core.Cover;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>
/// Puts a plan version in force. What stays the same goes on untouched; what changed ends at that moment and begins
/// anew, so that nobody is blamed by a rule for a time before it was made.
/// </summary>
internal sealed class PlanTransition(MonitorFactory monitors, PlanHistory plans, MonitorQueue queue)
{
    private readonly Dictionary<string, PlaceTimeline> _timelines = [];
    private readonly Dictionary<(string DeviceId, DeviceDemand Demand), RuleMonitor> _watches = [];
    private readonly List<RuleMonitor> _monitors = [];

    // Of every version: reports of a new device may be of a time before the last one.
    private readonly List<PlaceTimeline> _keepIns = [];

    /// <summary>The timelines of places by where they are, those of old shapes included.</summary>
    public BoxHash<PlaceTimeline> Grounds { get; } = new();

    /// <summary>All that are not forgotten, ended ones included.</summary>
    public IReadOnlyList<RuleMonitor> Monitors => _monitors;

    /// <summary>How far back a rule about cells looks, at most; null when there is none.</summary>
    public long? CoverIntervalUs => _monitors.OfType<CoverMonitor>().Max(monitor => (long?)monitor.Watch.IntervalUs);

    /// <summary>All that are not forgotten, those of old shapes included.</summary>
    public IEnumerable<PlaceTimeline> Timelines =>
        Enumerable.Range(0, plans.Count).SelectMany(i => plans[i].Timelines).Distinct();

    public void Apply(PlanVersion version, Lazy<PlaceIndex> index, Func<string, DeviceTrack> deviceOf)
    {
        var places = version.Plan.Grounds;
        var timelines = new PlaceTimeline[places.Length];
        var gone = new HashSet<string>(_timelines.Keys);
        for (var i = 0; i < places.Length; i++)
        {
            timelines[i] = TimelineOf(places[i], version);
            gone.Remove(places[i].Id);
        }

        foreach (var id in gone)
        {
            End(_timelines[id], version.EffectiveFromUs);
            _timelines.Remove(id);
        }

        ChangeRoster(version, deviceOf);
        plans.Add(new PlanEra(version, index, timelines) { Cover = CoverOf(timelines, version.Plan) });
        foreach (var device in monitors.Devices)
            Welcome(device);
    }

    /// <summary>A device has its first fix: the fences it must stay in watch it from now on.</summary>
    public void Welcome(DeviceTrack device)
    {
        foreach (var fence in _keepIns)
        {
            if (fence.Fence!.Binds(device))
                fence.Fence.Of(device);
        }
    }

    /// <summary>Lets go of monitors that ended before.</summary>
    public void Forget(long horizonUs) => _monitors.RemoveAll(monitor => Forgetting.IsOver(monitor, horizonUs));

    /// <summary>The timeline of a place that holds this moment.</summary>
    public PlaceTimeline? TimelineAt(string placeId, long us)
    {
        if (_timelines.GetValueOrDefault(placeId) is { } current && current.FromUs <= us)
            return current;
        for (var i = plans.Count - 1; i >= 0; i--)
        {
            foreach (var timeline in plans[i].Timelines)
            {
                if (timeline.PlaceId == placeId && timeline.FromUs <= us && us < timeline.ToUs)
                    return timeline;
            }
        }

        return null;
    }

    /// <summary>Who watches a fence that was in force at this moment.</summary>
    public FenceWatch? FenceAt(string ruleId, long us) => Timelines.FirstOrDefault(timeline =>
        timeline.Fence is not null && timeline.Place.Rules[0].Id == ruleId
        && timeline.FromUs <= us && us < timeline.ToUs)?.Fence;

    private static CoverIndex? CoverOf(PlaceTimeline[] timelines, Plan plan)
    {
        var watches = timelines.SelectMany(timeline => timeline.Monitors).OfType<CoverMonitor>().Where(IsInForce)
            .Select(monitor => monitor.Watch).ToList();
        return watches.Count > 0 ? new CoverIndex(watches, plan) : null;
    }

    private PlaceTimeline TimelineOf(Place place, PlanVersion version)
    {
        var fromUs = version.EffectiveFromUs;
        if (_timelines.TryGetValue(place.Id, out var timeline) && IsSameGround(timeline.Place, place))
        {
            timeline.Place = place;
        }
        else
        {
            if (timeline is not null)
                End(timeline, fromUs);
            timeline = _timelines[place.Id] = place.Kind == PlaceKind.Fence
                ? FenceOf(place, version)
                : new PlaceTimeline(place, fromUs);
            if (timeline.Fence is null)
                Grounds.Add(timeline.Bounds, long.MaxValue, timeline);
        }

        if (timeline.Fence is not null)
        {
            // The roster may put other devices into the unit it binds.
            foreach (var monitor in timeline.Fence.Monitors)
                monitor.Touch(fromUs, fromUs);
            return timeline;
        }

        foreach (var monitor in timeline.Monitors)
        {
            if (IsInForce(monitor) && !place.Rules.Contains(monitor.Demand!))
                monitor.EndAt(fromUs);
        }

        foreach (var rule in place.Rules)
        {
            if (!timeline.Monitors.Exists(monitor => IsInForce(monitor) && rule.Equals(monitor.Demand))
                && monitors.For(timeline, rule, version) is { } made)
            {
                made.Ground = timeline;
                Start(made, timeline.Monitors);
            }
        }

        return timeline;
    }

    /// <summary>
    /// Presence is what it was as long as the ground is; a fence's rule is part of what presence there is.
    /// </summary>
    private static bool IsSameGround(Place before, Place now) =>
        before.Digest == now.Digest && before.Drones == now.Drones
        && (now.Kind != PlaceKind.Fence || before.Rules.SequenceEqual(now.Rules));

    private PlaceTimeline FenceOf(Place place, PlanVersion version)
    {
        PlaceTimeline? fence = null;
        fence = new PlaceTimeline(place, version.EffectiveFromUs)
        {
            Fence = new FenceWatch((place.Rules[0] as FenceRule)?.Unit, plans, device =>
            {
                var monitor = monitors.For(fence!, device, version);
                device.Fences.Add(monitor);
                Start(monitor, fence!.Monitors);
                return monitor;
            }),
        };
        if (place.Rules is [FenceRule { Kind: FenceKind.KeepIn }])
            _keepIns.Add(fence);
        return fence;
    }

    private void ChangeRoster(PlanVersion version, Func<string, DeviceTrack> deviceOf)
    {
        var wanted = version.Plan.Roster.Values
            .SelectMany(
                entry => DeviceDemand.AllOf(version.Plan, entry).Select(demand => (entry.DeviceId, Demand: demand)))
            .ToHashSet();
        foreach (var (key, monitor) in _watches.ToList())
        {
            if (wanted.Remove(key))
                continue;
            monitor.EndAt(version.EffectiveFromUs);
            _watches.Remove(key);
        }

        foreach (var key in wanted)
        {
            var device = deviceOf(key.DeviceId);
            var monitor = monitors.For(device, key.Demand, version);
            _watches.Add(key, monitor);
            Start(monitor, device.Monitors);
        }
    }

    private static bool IsInForce(RuleMonitor monitor) => monitor.InForce.EndUs == long.MaxValue;

    private static void End(PlaceTimeline timeline, long us)
    {
        timeline.ToUs = us;
        foreach (var monitor in timeline.Monitors.Where(IsInForce))
            monitor.EndAt(us);
    }

    private void Start(RuleMonitor monitor, List<RuleMonitor> among)
    {
        among.Add(monitor);
        _monitors.Add(monitor);
        queue.Add(monitor);
    }
}
