using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>How devices of one kind are read: which pause is silence, their top speed, which fixes count.</summary>
public sealed record KindSettings(TimeSpan SilenceAfter, double TopSpeedMps, double AccuracyLimitM)
{
    /// <summary>How far around itself a device sees ground, in metres.</summary>
    public double ReachM { get; init; } = 15;

    /// <summary>Below this its battery is low.</summary>
    public double LowBatteryPercent { get; init; } = 20;

    /// <summary>How long its fixes may be unusable before that is flagged.</summary>
    public TimeSpan DegradedGrace { get; init; } = TimeSpan.FromSeconds(120);

    private static readonly KindSettings[] Defaults = [.. Enum.GetValues<DeviceKind>().Select(MakeDefault)];

    public static KindSettings DefaultFor(DeviceKind kind) => Defaults[(int)kind];

    private static KindSettings MakeDefault(DeviceKind kind) => kind switch
    {
        DeviceKind.Drone => new(TimeSpan.FromSeconds(15), 30, 50) { ReachM = 30 },
        DeviceKind.Car => new(TimeSpan.FromSeconds(60), 45, 50) { ReachM = 20 },
        DeviceKind.Handset => new(TimeSpan.FromSeconds(60), 10, 50) { ReachM = 10 },
        _ => new(TimeSpan.FromSeconds(60), 15, 50),
    };
}
