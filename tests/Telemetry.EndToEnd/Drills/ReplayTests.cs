using Telemetry.TestServers;
using Telemetry.TestServers.Influx;

namespace Telemetry.EndToEnd.Drills;

/// <summary>However a drill is replayed, and whatever dies meanwhile, its final gaps are the same.</summary>
public sealed class ReplayTests(PlainReplay plain) : IClassFixture<PlainReplay>
{
    [Theory]
    [InlineData("OVERDUE")]
    [InlineData("SILENT")]
    [InlineData("CONFIRMED")]
    [InlineData("UNVERIFIED")]
    [InlineData("OPEN")]
    [InlineData("RESOLVED")]
    [InlineData("VISITED")]
    [InlineData("DUTY_ENDED")]
    [InlineData("REPORTED")]
    public void Replay_OfTheStreet_HoldsEveryWayAGapCanGo(string word) => Assert.Contains($"_{word} ", plain.Gaps);

    [Theory]
    [InlineData("--speed", "100x")]
    [InlineData("--speed", "max", "--shuffle", "7", "--late", "5m")]
    [InlineData("--speed", "max", "--shuffle", "8", "--late", "1h", "--duplicates", "0.2")]
    public async Task Replay_FasterOrInDisorder_GivesTheSameGaps(params string[] options)
    {
        await using var server = await PatrolServer.StartAsync();
        Assert.Equal(plain.Gaps, await new Drill(server, plain.Files).ReplayAsync(options));
    }

    [Theory]
    [InlineData("--speed", "200x")]
    [InlineData("--speed", "200x", "--shuffle", "9", "--late", "4m", "--duplicates", "0.1")]
    public async Task Replay_ServerKilledInTheMiddle_GivesTheSameGaps(params string[] options)
    {
        await using var server = await PatrolServer.StartAsync();
        Assert.Equal(plain.Gaps, await new Drill(server, plain.Files).ReplayThroughAKillAsync(options));
    }

    [SkippableFact]
    public async Task Replay_OnInfluxDb_GivesTheSameGapsAsOnDuckDb()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var influxd = await Influxd.StartAsync();
        await using var server = await PatrolServer.StartAsync(OnInflux.Settings(influxd));
        var drill = new Drill(server, plain.Files);
        Assert.Equal(plain.Gaps, await drill.ReplayAsync("--speed", "max"));
        Assert.Equal(plain.Gaps, await drill.ReplayAsync("--shuffle", "10", "--late", "20m", "--duplicates", "0.1"));
        Assert.Equal(
            plain.Gaps, await drill.ReplayThroughAKillAsync("--speed", "200x", "--shuffle", "11", "--late", "3m"));
    }
}
