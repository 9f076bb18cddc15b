using Patrol.Telemetry.V1;

namespace Telemetry.Client.Tests;

internal static class Samples
{
    private const ulong StartUs = 1_780_000_000_000_000;

    /// <summary>A report that its second tells apart.</summary>
    public static Report Report(int second) => new()
    {
        FixTimeUnixUs = StartUs + ((ulong)second * 1_000_000),
        LatitudeDeg = 31.2262,
        LongitudeDeg = 121.4925 + (second * 1e-6),
        SpeedMps = 3,
    };

    public static int SecondOf(Report report) => (int)((report.FixTimeUnixUs - StartUs) / 1_000_000);

    public static Hello Hello(string session = "s1") => new()
    {
        Exercise = "exercises/live",
        Device = "devices/bike-1",
        Session = session,
        Kind = DeviceKind.Bike,
    };
}
