using Telemetry.Cli.Playback;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Tests.Playback;

public sealed class StepsTests
{
    [Fact]
    public void Steps_SendingsOnAndBetweenEnds_EachIsInTheStepThatEndsAtOrAfterIt()
    {
        var steps = new Steps(At(0, 5, 10, 11, 20, 55), 0, 10).ToList();
        Assert.Equal([10, 20, 60], steps.Select(step => step.EndUs));
        Assert.Equal(
            [[0L, 5, 10], [11, 20], [55]],
            steps.Select(step => step.Sendings.Select(s => s.SendTimeUs).ToArray()));
    }

    [Fact]
    public void Steps_Nothing_HasNone() => Assert.Empty(new Steps([], 0, 10));

    [Theory]
    [InlineData("1x", 1)]
    [InlineData("1", 1)]
    [InlineData("100x", 60)]
    [InlineData("7.5x", 7)]
    [InlineData("max", 60)]
    public void Step_OfASpeed_IsAboutASecondOfTheClockAndAtMostAMinute(string text, int seconds)
    {
        Assert.True(PlaybackSpeed.TryParse(text, out var speed));
        Assert.Equal(TimeSpan.FromSeconds(seconds), speed.Step);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1x")]
    [InlineData("fast")]
    [InlineData("")]
    [InlineData("NaN")]
    public void TryParse_NoSpeed_IsRefused(string text) => Assert.False(PlaybackSpeed.TryParse(text, out _));

    [Fact]
    public void Disorder_SameSeed_SameOrderWithEveryReportAtLeastOnce()
    {
        var ordered = At(Enumerable.Range(0, 500).Select(i => i * 1_000_000L).ToArray()).ToList();
        var disorder = new Disorder(5, TimeSpan.FromMinutes(2), 0.1);
        var once = disorder.Apply(ordered);

        Assert.Equal(once, disorder.Apply(ordered));
        Assert.True(once.Zip(once.Skip(1)).All(pair => pair.First.SendTimeUs <= pair.Second.SendTimeUs));
        Assert.InRange(once.Count, 520, 580);
        Assert.Equal(500, once.Select(sending => sending.Report).Distinct().Count());
        var lateUs = once.Select(sending => sending.SendTimeUs - (long)sending.Report.FixTimeUnixUs).ToList();
        Assert.All(lateUs, late => Assert.InRange(late, 0, 120_000_000));
        Assert.NotEqual(once.Select(s => s.Report.FixTimeUnixUs).Order(), once.Select(s => s.Report.FixTimeUnixUs));
    }

    private static IEnumerable<Sending> At(params long[] times) =>
        times.Select(us => new Sending(us, 0, new Proto.Report { FixTimeUnixUs = (ulong)us }));
}
