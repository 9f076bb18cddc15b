using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Has a breach monitor for each device that a fence has to do with, made when it first does.</summary>
/// <param name="unit">The only one that it binds; null when it binds all.</param>
internal sealed class FenceWatch(string? unit, PlanHistory plans, Func<DeviceTrack, BreachMonitor> make)
{
    private readonly Dictionary<DeviceTrack, BreachMonitor> _monitors = [];

    public IEnumerable<BreachMonitor> Monitors => _monitors.Values;

    public BreachMonitor Of(DeviceTrack device)
    {
        if (!_monitors.TryGetValue(device, out var monitor))
            _monitors.Add(device, monitor = make(device));
        return monitor;
    }

    /// <summary>By the roster of any plan so far, for reports may be late.</summary>
    public bool Binds(DeviceTrack device)
    {
        if (unit is null)
            return true;
        for (var era = 0; era < plans.Count; era++)
        {
            if (plans[era].Plan.Roster.GetValueOrDefault(device.Id)?.Unit == unit)
                return true;
        }

        return false;
    }

    public void Touch(DeviceTrack device, long fromUs, long toUs)
    {
        if (Binds(device))
            Of(device).Touch(fromUs, toUs);
    }

    public void Forget(BreachMonitor monitor) => _monitors.Remove(monitor.Device);
}
