using Telemetry.Core;
using Telemetry.Server.Backtesting;

namespace Telemetry.Server.Tests.Backtesting;

public sealed class HistoryWindowsTests
{
    private static readonly TimeRange Week = new(0, 7 * 86_400 * TimeUs.PerSecond);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(20_000)]
    public void Next_AnyDensity_CoversTheSpanWithoutHoleOrOverlap(int reportsPerSecond)
    {
        var windows = new HistoryWindows(Week);
        var atUs = Week.StartUs;
        while (windows.Next() is { } window)
        {
            Assert.Equal(atUs, window.StartUs);
            Assert.False(window.IsEmpty);
            atUs = window.EndUs;
            windows.Held((window.EndUs - window.StartUs) / TimeUs.PerSecond * reportsPerSecond);
        }

        Assert.Equal(Week.EndUs, atUs);
    }

    [Fact]
    public void Next_SteadyReports_HoldsAboutAsManyAsWanted()
    {
        var windows = new HistoryWindows(Week);
        var held = new List<long>();
        while (windows.Next() is { } window)
        {
            held.Add((window.EndUs - window.StartUs) / TimeUs.PerSecond * 100);
            windows.Held(held[^1]);
        }

        Assert.All(held.Skip(3).SkipLast(1), count => Assert.InRange(count, 200_000, HistoryWindows.WindowReports));
    }
}
