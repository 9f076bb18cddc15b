using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>How devices of one kind are read: which pause is silence, their top speed, which fixes count.</summary>
public sealed record KindSettings(TimeSpan SilenceAfter, double TopSpeedMps, double AccuracyLimitM)
{
    public static KindSettings DefaultFor(DeviceKind kind) => kind switch
    {
        DeviceKind.Drone => new(TimeSpan.FromSeconds(15), 30, 50),
        DeviceKind.Car => new(TimeSpan.FromSeconds(60), 45, 50),
        DeviceKind.Handset => new(TimeSpan.FromSeconds(60), 10, 50),
        _ => new(TimeSpan.FromSeconds(60), 15, 50),
    };
}
