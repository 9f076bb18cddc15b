using Patrol.Telemetry.V1;
using Telemetry.Core;

namespace Telemetry.Server.Tests;

/// <summary>Good reports to begin from.</summary>
internal static class Reports
{
    public static readonly long NowUs = TimeUs.From(TimeProvider.System.GetUtcNow());

    /// <summary>A good report, <paramref name="secondsAgo"/> before now.</summary>
    public static Report Good(double secondsAgo = 0) => new()
    {
        FixTimeUnixUs = (ulong)(NowUs - (long)(secondsAgo * TimeUs.PerSecond)),
        LatitudeDeg = 31.2304,
        LongitudeDeg = 121.4737,
        SpeedMps = 3.5f,
        Status = DeviceStatus.OnPatrol,
    };

    public static Report With(Action<Report> change)
    {
        var report = Good();
        change(report);
        return report;
    }

    /// <summary>Good reports a second apart, the last one at <paramref name="endSecondsAgo"/>.</summary>
    public static Report[] Many(int count, double endSecondsAgo = 0) =>
        [.. Enumerable.Range(0, count).Select(i => Good(endSecondsAgo + count - 1 - i))];
}
