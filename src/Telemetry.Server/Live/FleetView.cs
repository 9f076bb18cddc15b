using System.Collections.Concurrent;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Live;

/// <summary>The newest stored report of each device, for pictures and lists.</summary>
internal sealed class FleetView
{
    private readonly ConcurrentDictionary<string, FleetEntry> _devices = new();

    public IEnumerable<FleetEntry> Devices => _devices.Values;

    public FleetEntry? Find(string deviceId) => _devices.GetValueOrDefault(deviceId);

    /// <summary>What is known of a device after a restart, until it reports again.</summary>
    public void Restore(DeviceIdentity device, Fix last) =>
        _devices.GetOrAdd(device.Id, static _ => new FleetEntry()).Restore(device, last);

    public void Observe(ReportBatch batch, AppendOutcome[] outcomes)
    {
        var entry = _devices.GetOrAdd(batch.Device.Id, static id => new FleetEntry());
        entry.Observe(batch, outcomes);
    }
}
