using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats;

/// <summary>What a fix must be to leave a file: the ranges of <see cref="Report"/>.</summary>
internal static class FixRules
{
    private const float AltitudeLimitM = 100_000;
    private const float SpeedLimitMps = 10_000;

    private static readonly long EarliestUs = TimeUs.From(DateTimeOffset.MinValue);
    private static readonly long LatestUs = TimeUs.From(DateTimeOffset.MaxValue);

    /// <summary>Null when the fix is good.</summary>
    public static string? FaultOf(in Report fix)
    {
        var (latitudeDeg, longitudeDeg) = fix.Position;
        return true switch
        {
            // The comparisons are written so that NaN fails them.
            _ when !(Math.Abs(latitudeDeg) <= 90) => $"latitude {latitudeDeg} is not within -90…90",
            _ when !(Math.Abs(longitudeDeg) <= 180) => $"longitude {longitudeDeg} is not within -180…180",
            _ when latitudeDeg == 0 && longitudeDeg == 0 => "position 0, 0, which devices write when they have no fix",
            _ when fix.FixTimeUs < EarliestUs || fix.FixTimeUs > LatestUs => "time is beyond the calendar",
            _ when !IsWithin(fix.AltitudeM, -AltitudeLimitM, AltitudeLimitM) => $"altitude {fix.AltitudeM} m cannot be",
            _ when !IsWithin(fix.HeightM, -AltitudeLimitM, AltitudeLimitM) => $"height {fix.HeightM} m cannot be",
            _ when !IsWithin(fix.SpeedMps, 0, SpeedLimitMps) => $"speed {fix.SpeedMps} m/s cannot be",
            _ when !IsWithin(fix.HeadingDeg, 0, 360) => $"heading {fix.HeadingDeg} is not within 0…360",
            _ when !IsWithin(fix.AccuracyM, 0, float.MaxValue) => $"accuracy {fix.AccuracyM} m cannot be",
            _ when !IsWithin(fix.BatteryPercent, 0, 100) => $"battery {fix.BatteryPercent} % is not within 0…100",
            _ => null,
        };
    }

    /// <summary>A direction as 0…360; devices that write west as −90 mean 270.</summary>
    public static float? Direction(double? degrees) =>
        degrees is >= -180 and < 0 ? (float)(degrees + 360) : (float?)degrees;

    private static bool IsWithin(float? value, float min, float max) => value is not { } v || (v >= min && v <= max);
}
