namespace Telemetry.Core.Tracks;

public enum DeviceKind : byte
{
    Unspecified = 0,
    Bike = 1,
    Drone = 2,
    Car = 3,
    Handset = 4,
}
