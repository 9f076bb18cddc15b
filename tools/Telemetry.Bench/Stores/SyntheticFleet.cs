using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Stores;

/// <summary>Devices at 1 Hz whose reports are made as they are asked for, the same ones every time.</summary>
internal static class SyntheticFleet
{
    public const int BatchReports = 64;

    private const long StartUs = 1_790_000_000_000_000;

    public static DeviceIdentity Device(int number) =>
        new($"bike-{number:0000}", DeviceKind.Bike, $"squad-{number % 10}");

    /// <summary>No fix of so many devices and batches each is later than this.</summary>
    public static long LastFixUs(int devices, int batches) =>
        StartUs + (batches * (long)BatchReports * TimeUs.PerSecond) + (devices * 997);

    /// <summary>Fills a device's n-th batch.</summary>
    public static void Fill(Span<Report> batch, int device, int number, int periodSeconds = 1)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            var second = (number * batch.Length + i) * periodSeconds;
            var fixUs = StartUs + second * TimeUs.PerSecond + device * 997;
            batch[i] = new Report
            {
                FixTimeUs = fixUs,
                ReceiveTimeUs = fixUs + 180_000 + (second * 7_919 + device * 104_729) % 60_000,
                Position = new GeoPoint(
                    22.28 + Math.Sin(second * 0.001 + device) * 0.02,
                    114.17 + Math.Cos(second * 0.0013 + device) * 0.02),
                SpeedMps = 2 + second * 31 % 100 / 40f,
                HeadingDeg = second * 13 % 360,
                AccuracyM = 3 + second % 50 / 10f,
                BatteryPercent = 100 - second / 400 % 80,
                Status = DeviceStatus.OnPatrol,
            };
        }
    }
}
