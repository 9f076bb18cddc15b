namespace Telemetry.Core.Tracks;

/// <summary>
/// What a device says of itself. After <see cref="OffDuty"/> its absence is neither patrol nor silence.
/// </summary>
public enum DeviceStatus : byte
{
    Unspecified = 0,
    OnPatrol = 1,
    Responding = 2,
    OnBreak = 3,
    OffDuty = 4,
    Fault = 5,
}
