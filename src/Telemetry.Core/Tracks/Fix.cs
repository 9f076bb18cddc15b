using Telemetry.Core.Geo;

namespace Telemetry.Core.Tracks;

/// <summary>What the engine keeps of a report: where, when, and as what the device went.</summary>
public readonly record struct Fix(long TimeUs, GeoPoint Position, DeviceKind Kind, DeviceStatus Status)
{
    public bool IsOffDuty => Status == DeviceStatus.OffDuty;

    public static Fix Of(in Report report, DeviceKind kind) =>
        new(report.FixTimeUs, report.Position, kind, report.Status);
}
