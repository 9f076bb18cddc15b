using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Live;

/// <summary>Every device of an exercise by id: those on the roster, and those that ever reported.</summary>
internal sealed class FleetRoll
{
    private readonly Exercise _exercise;
    private readonly SortedDictionary<string, DeviceIdentity?> _devices = new(StringComparer.Ordinal);

    private FleetRoll(Exercise exercise) => _exercise = exercise;

    public static async Task<FleetRoll> ReadAsync(
        Exercise exercise, ILedger ledger, CancellationToken cancellationToken)
    {
        var roll = new FleetRoll(exercise);
        foreach (var deviceId in exercise.Plan.Plan.Roster.Keys)
            roll._devices[deviceId] = null;
        foreach (var device in await ledger.ReadDevicesAsync(exercise.Id, cancellationToken))
            roll._devices[device.Identity.Id] = device.Identity;
        foreach (var entry in exercise.Fleet.Devices)
        {
            if (entry.State is { } state)
                roll._devices[state.Device.Id] = state.Device;
        }

        return roll;
    }

    /// <summary>By its own word, or by the roster; null when nobody knows the device.</summary>
    public DeviceKind? KindOf(string deviceId) => _devices.TryGetValue(deviceId, out var identity)
        ? identity?.Kind ?? _exercise.Plan.Plan.Roster[deviceId].Kind
        : null;

    /// <summary>In order of ids, those after <paramref name="afterId"/>; null for all.</summary>
    public IEnumerable<V1.Device> After(string? afterId)
    {
        foreach (var (id, identity) in _devices)
        {
            if (afterId is null || string.CompareOrdinal(id, afterId) > 0)
                yield return _exercise.ToMessage(id, identity, _exercise.Fleet.Find(id)?.State);
        }
    }
}
