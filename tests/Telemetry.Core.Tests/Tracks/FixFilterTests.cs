using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Tracks;

/// <summary>Tracks along a meridian: a fix each second, so many metres on; a bike, 15 m/s at most.</summary>
public sealed class FixFilterTests
{
    private const double DegPerMeter = 1 / 111_132.0;

    private static readonly KindSettings Bike = new(TimeSpan.FromSeconds(60), 15, 50);

    [Theory]
    // U used, C used since the next confirmed it, W waits, J a jump.
    [InlineData("a steady ride", "0 10 20 30", "UUUU")]
    [InlineData("one far off", "0 10 900 30 40", "UUJUU")]
    [InlineData("the very first far off", "900 0 10 20", "UCUU")]
    [InlineData("two far off, each elsewhere", "0 10 900 2000 30 40", "UUJJUU")]
    [InlineData("two far off together", "0 10 900 905 30 40", "UUCUCU")]
    [InlineData("here and there in turn", "0 900 10 905 20 910 30", "UJUJUJU")]
    [InlineData("moved while nobody listened", "0 10 900 910 920", "UUCUU")]
    [InlineData("nothing after the jump", "0 10 900", "UUW")]
    [InlineData("as far as errors allow", "0 35 70 106", "UUUW")]
    public void Next_FixEachSecond_Decides(string story, string metres, string expected) =>
        Assert.True(expected == Decide(metres.Split(' ').Select((m, s) => At(s, double.Parse(m)))), story);

    [Fact]
    public void Next_WorseThanTheLimit_IsInaccurate() => Assert.Equal(
        "UIU", Decide([At(0, 0) with { AccuracyM = 50 }, At(1, 5) with { AccuracyM = 50.1f }, At(2, 10)]));

    [Fact]
    public void Next_AllInaccurate_NoneIsUsed() => Assert.Equal(
        "III", Decide(Enumerable.Range(0, 3).Select(s => At(s, s) with { AccuracyM = 80 })));

    [Fact]
    public void Next_AccurateFixes_AllowLessThanThoseThatDoNotSay()
    {
        Assert.Equal("UU", Decide([At(0, 0), At(1, 34)]));
        Assert.Equal("UW", Decide([At(0, 0) with { AccuracyM = 3 }, At(1, 34) with { AccuracyM = 3 }]));
        Assert.Equal("UU", Decide([At(0, 0) with { AccuracyM = 3 }, At(1, 20.9) with { AccuracyM = 3 }]));
    }

    [Fact]
    public void Next_SamePositionWhileItSaysThatItMoves_IsStuck() => Assert.Equal(
        "UUSSU",
        Decide(
        [
            At(0, 0), At(1, 5), At(2, 5) with { SaysItMoves = true }, At(3, 5) with { SaysItMoves = true }, At(4, 9),
        ]));

    [Fact]
    public void Next_SamePositionWhileItStands_IsUsed() =>
        Assert.Equal("UUU", Decide([At(0, 5), At(1, 5), At(2, 5)]));

    [Fact]
    public void Next_SamePositionAsAnUnusableFix_IsStuck() => Assert.Equal(
        "UIS", Decide([At(0, 0), At(1, 5) with { AccuracyM = 80 }, At(2, 5) with { SaysItMoves = true }]));

    [Fact]
    public void Next_UnusableFixAfterAJump_DoesNotDecideAboutIt() => Assert.Equal(
        "UCIU", Decide([At(0, 0), At(1, 900), At(2, 40) with { AccuracyM = 80 }, At(3, 910)]));

    [Fact]
    public void Next_LongAfter_AnyPlaceIsNear() => Assert.Equal("UU", Decide([At(0, 0), At(59, 900)]));

    [Fact]
    public void Of_Report_SaysItMovesFromOneMetrePerSecondOn()
    {
        var report = new Report { FixTimeUs = 1, Position = default };
        Assert.False(Fix.Of(report, DeviceKind.Bike).SaysItMoves);
        Assert.False(Fix.Of(report with { SpeedMps = 0.99f }, DeviceKind.Bike).SaysItMoves);
        Assert.True(Fix.Of(report with { SpeedMps = 1 }, DeviceKind.Bike).SaysItMoves);
    }

    private static Fix At(int second, double metres) => new(
        second * TimeUs.PerSecond, new GeoPoint(metres * DegPerMeter, 0), DeviceKind.Bike, DeviceStatus.OnPatrol);

    private static string Decide(IEnumerable<Fix> fixes)
    {
        var filter = new FixFilter();
        var decided = new List<FixVerdict>();
        foreach (var fix in fixes)
        {
            var verdict = filter.Next(fix, static (in Fix _) => Bike, out var ofWaiting);
            if (ofWaiting is { } settled)
                decided[decided.LastIndexOf(FixVerdict.Waiting)] = settled;
            decided.Add(verdict);
        }

        return string.Concat(decided.Select(verdict => verdict.ToString()[0]));
    }
}
