using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// Where a device really is at one moment, whatever is heard of it. In the units of a <see cref="TruthFile"/>, so that
/// the truth is the same whether it was written in between or not.
/// </summary>
/// <param name="Device">Its number in <see cref="Fleet.Devices"/>.</param>
/// <param name="LatitudeE7">Degrees × 10⁷.</param>
/// <param name="LongitudeE7">Degrees × 10⁷.</param>
/// <param name="SpeedCmps">Centimetres per second.</param>
/// <param name="BatteryHalves">Half per cents.</param>
/// <param name="HeightDm">Of a drone above the ground, in decimetres.</param>
internal readonly record struct TrueFix(
    int Device,
    long TimeUs,
    int LatitudeE7,
    int LongitudeE7,
    DeviceStatus Status,
    int SpeedCmps,
    byte BatteryHalves,
    int? HeightDm)
{
    /// <summary>Straight down, with a field of view that small drones have.</summary>
    public static readonly CameraPose DroneCamera = new(-90, null, 73.7f, 53.1f);

    private const double DegreesE7 = 1e7;

    /// <param name="last">It signs off with this.</param>
    public static TrueFix Of(int device, DeviceKind kind, DeviceWalk walk, GeoPoint at, long timeUs, bool last) => new(
        device,
        timeUs,
        (int)Math.Round(at.LatitudeDeg * DegreesE7),
        (int)Math.Round(at.LongitudeDeg * DegreesE7),
        last ? DeviceStatus.OffDuty : walk.Status,
        (int)Math.Round(walk.SpeedMps * 100),
        (byte)Math.Round(walk.BatteryPercent * 2),
        kind == DeviceKind.Drone && walk.HeightM is { } height ? (int)Math.Round(height * 10) : null);

    /// <summary>What a perfect receiver on a perfect link would have reported.</summary>
    public Report ToReport() => new()
    {
        FixTimeUs = TimeUs,
        Position = new GeoPoint(LatitudeE7 / DegreesE7, LongitudeE7 / DegreesE7),
        AccuracyM = 0,
        SpeedMps = SpeedCmps / 100f,
        BatteryPercent = BatteryHalves / 2f,
        Status = Status,
        HeightM = HeightDm / 10f,
        Camera = HeightDm is null ? null : DroneCamera,
    };
}
