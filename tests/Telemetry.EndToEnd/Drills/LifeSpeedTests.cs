using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Drills;

/// <summary>A drill as slow as life. In a class of its own, so that other tests run while it waits.</summary>
public sealed class LifeSpeedTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(75);

    [Fact]
    public async Task Replay_AtTheSpeedOfLife_GivesTheGapsOfFullSpeed()
    {
        using var files = new DrillFiles(Length);
        await using var server = await PatrolServer.StartAsync();
        var drill = new Drill(server, files);
        var fast = await drill.ReplayAsync("--speed", "max");
        Assert.Contains("GAP_KIND_OVERDUE", fast);
        Assert.Contains("CLOSE_REASON_REPORTED", fast);
        Assert.Equal(fast, await drill.ReplayAsync("--speed", "1x"));
    }
}
