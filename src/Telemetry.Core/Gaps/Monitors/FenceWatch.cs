using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Has a breach monitor for each device that a fence has to do with, made when it first does.</summary>
internal sealed class FenceWatch(Func<DeviceTrack, BreachMonitor> make)
{
    private readonly Dictionary<DeviceTrack, BreachMonitor> _monitors = [];

    public IEnumerable<BreachMonitor> Monitors => _monitors.Values;

    public BreachMonitor Of(DeviceTrack device)
    {
        if (!_monitors.TryGetValue(device, out var monitor))
            _monitors.Add(device, monitor = make(device));
        return monitor;
    }

    public void Touch(DeviceTrack device, long fromUs, long toUs) => Of(device).Touch(fromUs, toUs);

    public void Forget(BreachMonitor monitor) => _monitors.Remove(monitor.Device);
}
