using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Storage.Tests;

/// <summary>Made-up reports whose every field follows from the fix time, so that a wrong one is seen.</summary>
internal static class Reports
{
    public const long StartUs = 1_790_000_000_123_457;

    public static readonly DeviceIdentity Bike = new("bike-1", DeviceKind.Bike, "old-town");

    public static long Second(double seconds) => StartUs + (long)(seconds * TimeUs.PerSecond);

    public static Report At(long fixTimeUs) => new()
    {
        FixTimeUs = fixTimeUs,
        ReceiveTimeUs = fixTimeUs + 321_007,
        Position = new GeoPoint(22.28 + fixTimeUs % 9_973 / 1e6, 114.17 - fixTimeUs % 7_919 / 1e6),
        SpeedMps = fixTimeUs % 13 / 3f,
        Status = DeviceStatus.OnPatrol,
    };

    public static Report AtSecond(double seconds) => At(Second(seconds));

    public static ReportBatch Batch(string exercise, DeviceIdentity device, params Report[] reports) =>
        new(exercise, device, reports);

    public static ReportBatch Seconds(string exercise, DeviceIdentity device, int from, int count) =>
        new(exercise, device, Enumerable.Range(from, count).Select(s => AtSecond(s)).ToArray());
}
