using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Simulation;

/// <summary>How devices of a kind move.</summary>
/// <param name="SpeedMps">On the way.</param>
/// <param name="StrollMps">At a stop.</param>
/// <param name="HeightM">Of a drone above the ground.</param>
/// <param name="Shift">On patrol between two breaks: a bike's officer tires, a drone's battery empties.</param>
/// <param name="Break">How long each break is.</param>
internal sealed record Gait(double SpeedMps, double StrollMps, float? HeightM, TimeSpan Shift, TimeSpan Break)
{
    private static readonly Gait Bike = new(3.2, 0.8, null, TimeSpan.FromMinutes(70), TimeSpan.FromMinutes(25));
    private static readonly Gait Drone = new(11, 2, 60, TimeSpan.FromMinutes(26), TimeSpan.FromMinutes(14));
    private static readonly Gait Car = new(8, 1, null, TimeSpan.FromMinutes(120), TimeSpan.FromMinutes(20));
    private static readonly Gait Handset = new(1.4, 0.6, null, TimeSpan.FromMinutes(75), TimeSpan.FromMinutes(20));

    public static Gait Of(DeviceKind kind) => kind switch
    {
        DeviceKind.Drone => Drone,
        DeviceKind.Car => Car,
        DeviceKind.Handset => Handset,
        _ => Bike,
    };
}
