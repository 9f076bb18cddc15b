using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Server.Live;
using Exercise = Telemetry.Server.Exercises.Exercise;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Contract;

/// <summary>A device in the contract's words. The roster's word on kind and unit wins over the device's own.</summary>
internal static class DeviceMessages
{
    /// <param name="identity">As the device said it; null when it is on the roster and never reported.</param>
    /// <param name="state">Null when nothing of it was stored since this server started.</param>
    public static V1.Device ToMessage(
        this Exercise exercise, string deviceId, DeviceIdentity? identity, FleetState? state)
    {
        var message = new V1.Device { Name = ResourceNames.Device(exercise.Id, deviceId) };
        identity = state?.Device ?? identity;
        if (exercise.Plan.Plan.Roster.TryGetValue(deviceId, out var entry))
            ApplyRoster(message, entry);
        else if (identity is not null)
            (message.Kind, message.Unit) = ((V1.DeviceKind)identity.Kind, identity.Unit);
        if (state is not null)
            ApplyNewest(message, state);
        return message;
    }

    private static void ApplyRoster(V1.Device message, RosterEntry entry)
    {
        message.Rostered = true;
        message.Kind = (V1.DeviceKind)entry.Kind;
        message.Unit = entry.Unit;
        message.CallSign = entry.CallSign;
    }

    private static void ApplyNewest(V1.Device message, FleetState state)
    {
        var newest = state.Newest;
        message.LastFixTime = Times.ToTimestamp(newest.FixTimeUs);
        message.Position = new V1.GeoPoint
        {
            LatitudeDeg = newest.Position.LatitudeDeg,
            LongitudeDeg = newest.Position.LongitudeDeg,
        };
        if (newest.HeadingDeg is { } headingDeg)
            message.HeadingDeg = headingDeg;
        if (newest.SpeedMps is { } speedMps)
            message.SpeedMps = speedMps;
        if (newest.BatteryPercent is { } batteryPercent)
            message.BatteryPercent = batteryPercent;
        message.Status = (V1.DeviceStatus)newest.Status;
        message.ReportCount = state.ReportCount;
    }
}
