using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>
/// Puts a plan version in force. What stays the same goes on untouched; what changed ends at that moment and begins
/// anew, so that nobody is blamed by a rule for a time before it was made.
/// </summary>
internal sealed class PlanTransition(string exerciseId, PlanHistory plans, MonitorQueue queue)
{
    private readonly Dictionary<string, PlaceTimeline> _timelines = [];
    private readonly Dictionary<string, SilentMonitor> _silent = [];
    private readonly List<Monitor> _monitors = [];

    /// <summary>All that are not forgotten, ended ones included.</summary>
    public IReadOnlyList<Monitor> Monitors => _monitors;

    public IEnumerable<PlaceTimeline> Timelines =>
        _monitors.OfType<OverdueMonitor>().Select(monitor => monitor.Timeline).Concat(_timelines.Values).Distinct();

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
        plans.Add(new PlanEra(version, index, timelines));
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

    private PlaceTimeline TimelineOf(Place place, PlanVersion version)
    {
        if (_timelines.TryGetValue(place.Id, out var timeline) && timeline.Place.Digest == place.Digest)
        {
            timeline.Place = place;
        }
        else
        {
            if (timeline is not null)
                End(timeline, version.EffectiveFromUs);
            timeline = _timelines[place.Id] = new PlaceTimeline(place, version.EffectiveFromUs);
        }

        foreach (var monitor in timeline.Monitors)
        {
            if (IsInForce(monitor) && !place.Rules.Contains(monitor.Demand))
                monitor.EndAt(version.EffectiveFromUs);
        }

        foreach (var rule in place.Rules.OfType<OverdueRule>())
        {
            if (timeline.Monitors.Exists(monitor => IsInForce(monitor) && monitor.Demand.Equals(rule)))
                continue;
            var monitor = new OverdueMonitor(exerciseId, timeline, rule, version.Version, version.EffectiveFromUs);
            timeline.Monitors.Add(monitor);
            Start(monitor);
        }

        return timeline;
    }

    private void ChangeRoster(PlanVersion version, Func<string, DeviceTrack> deviceOf)
    {
        foreach (var (id, monitor) in _silent.ToList())
        {
            if (version.Plan.Roster.TryGetValue(id, out var entry) && entry.Kind == monitor.Entry.Kind
                && entry.Duty.Equals(monitor.Entry.Duty) && LimitUs(version.Plan, entry) == monitor.Rule.MaxIdleUs)
                continue;
            monitor.EndAt(version.EffectiveFromUs);
            _silent.Remove(id);
        }

        foreach (var entry in version.Plan.Roster.Values)
        {
            if (_silent.ContainsKey(entry.DeviceId))
                continue;
            var monitor = new SilentMonitor(
                exerciseId, deviceOf(entry.DeviceId), entry, LimitUs(version.Plan, entry), version.Version,
                version.EffectiveFromUs);
            _silent.Add(entry.DeviceId, monitor);
            monitor.Device.Monitors.Add(monitor);
            Start(monitor);
        }
    }

    private static long LimitUs(Plan plan, RosterEntry entry) =>
        TimeUs.Of(plan.SettingsOf(entry.Kind).SilenceAfter + Limits.Settle);

    private static bool IsInForce(Monitor monitor) => monitor.InForce.EndUs == long.MaxValue;

    private static void End(PlaceTimeline timeline, long us)
    {
        timeline.ToUs = us;
        foreach (var monitor in timeline.Monitors.Where(IsInForce))
            monitor.EndAt(us);
    }

    private void Start(Monitor monitor)
    {
        _monitors.Add(monitor);
        queue.Add(monitor);
    }
}
