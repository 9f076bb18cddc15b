using Telemetry.Bench.ZoneIndex;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Engine;

/// <summary>One report in few bytes, of the second it was made in.</summary>
/// <param name="ArrivesS">The second in which the store has it.</param>
internal readonly record struct TrackPoint(
    double EastM, double NorthM, float SpeedMps, float AccuracyM, float BatteryPercent, int ArrivesS)
{
    public Report ToReport(long fixTimeUs) => new()
    {
        FixTimeUs = fixTimeUs,
        Position = SyntheticCity.At(EastM, NorthM),
        SpeedMps = SpeedMps,
        AccuracyM = AccuracyM,
        BatteryPercent = BatteryPercent,
        Status = DeviceStatus.OnPatrol,
    };
}
