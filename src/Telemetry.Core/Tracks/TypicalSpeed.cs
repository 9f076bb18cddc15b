namespace Telemetry.Core.Tracks;

/// <summary>
/// How fast devices of a kind get about on duty: for estimates, not for judging what is possible.
/// </summary>
public static class TypicalSpeed
{
    public static double MpsOf(DeviceKind kind) => kind switch
    {
        DeviceKind.Drone => 10,
        DeviceKind.Car => 8,
        DeviceKind.Handset => 1.3,
        _ => 3.5,
    };
}
