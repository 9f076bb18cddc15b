using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Drills;

/// <summary>Recordings of several days go into one drill.</summary>
public sealed class PauseTests
{
    [Theory]
    [InlineData("max")]
    [InlineData("1000000x")]
    public async Task Replay_TracksDaysApart_StoresThemAll(string speed)
    {
        await using var server = await PatrolServer.StartAsync();
        var tracks = Directory.CreateDirectory(Path.Combine(server.Folder, "days")).FullName;
        for (var day = 1; day <= 3; day++)
        {
            await File.WriteAllTextAsync(
                Path.Combine(tracks, $"day-{day}.csv"),
                $"time,lat,lon\n2026-03-0{day}T12:00:00Z,31.2,121.5\n2026-03-0{day}T12:00:09Z,31.2,121.5\n");
        }

        var figures = await PatrolCommand.OutputAsync(
            server.GrpcUrl, "replay", tracks, "--into-drill", "days", "--speed", speed, "--json");

        Assert.Contains("\"stored\": 6", figures);
    }
}
