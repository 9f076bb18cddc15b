using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>What a device says it is. The roster of the plan in force has the last word.</summary>
internal sealed class DeviceClaim
{
    /// <summary>Characters of a unit's name.</summary>
    public const int UnitLength = 64;

    private readonly DeviceIdentity _claimed;

    private DeviceClaim(DeviceIdentity claimed) => _claimed = claimed;

    public string DeviceId => _claimed.Id;

    /// <summary>Checks what was said; a kind that is not known is allowed only for a device on the roster.</summary>
    public static DeviceClaim Check(Exercise exercise, string device, V1.DeviceKind kind, string unit)
    {
        var id = ResourceNames.ParseDevice(device, "device");
        if (unit.Length > UnitLength)
            throw Fault.InvalidField("unit", $"is longer than {UnitLength} characters");
        var known = kind is > V1.DeviceKind.Unspecified and <= V1.DeviceKind.Handset;
        if (!known && !exercise.Plan.Plan.Roster.ContainsKey(id))
            throw Fault.Invalid(
                FaultReasons.UnknownKind, "kind", "is not known, and the device is not on the plan's roster");
        return new DeviceClaim(new DeviceIdentity(id, known ? (DeviceKind)kind : DeviceKind.Unspecified, unit));
    }

    /// <summary>Who the device is by the plan in force now.</summary>
    public DeviceIdentity IdentityIn(Exercise exercise)
    {
        if (!exercise.Plan.Plan.Roster.TryGetValue(_claimed.Id, out var entry))
            return _claimed;
        return entry.Kind == _claimed.Kind && entry.Unit == _claimed.Unit
            ? _claimed
            : new DeviceIdentity(entry.DeviceId, entry.Kind, entry.Unit);
    }
}
