using System.Text.Json;
using Telemetry.EndToEnd.Drills;
using Telemetry.TestServers;
using Telemetry.TestServers.Influx;

namespace Telemetry.EndToEnd.Exercises;

/// <summary>Live and drills never mix, though a device is in both; a deleted drill leaves nothing behind.</summary>
public sealed class IsolationTests
{
    private const string Drill = "rehearsal";
    private const int Seconds = 120;

    [Fact]
    public async Task Drill_OnDuckDb_NeverShowsInLiveAndIsGoneWhenDeleted()
    {
        await using var server = await PatrolServer.StartAsync();
        await RehearseAsync(server.GrpcUrl);
    }

    [SkippableFact]
    public async Task Drill_OnInfluxDb_NeverShowsInLiveAndIsGoneWhenDeleted()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var influxd = await Influxd.StartAsync();
        await using var server = await PatrolServer.StartAsync(OnInflux.Settings(influxd));

        await RehearseAsync(server.GrpcUrl);

        using var http = new HttpClient { BaseAddress = influxd.Url };
        var measurements = await http.GetStringAsync(new Uri("/query?db=patrol&q=SHOW+MEASUREMENTS", UriKind.Relative));
        Assert.Contains("\"report\"", measurements);
        Assert.DoesNotContain("drill", measurements);
    }

    private static async Task RehearseAsync(Uri server)
    {
        using var files = new DrillFiles(TimeSpan.FromSeconds(Seconds));
        var bike = Path.Combine(files.Tracks, "bike-3.csv");
        await PatrolCommand.OutputAsync(server, "replay", bike, "--shift-to-now", "--json");
        await PatrolCommand.OutputAsync(server, "replay", files.Tracks, "--into-drill", Drill, "--plan", files.Plan);

        // The drill's roster names one that never comes.
        Assert.Equal((1, 6), (await DevicesAsync(server, "live"), await DevicesAsync(server, Drill)));
        Assert.Equal((Seconds + 1, Seconds + 1), (await FixesAsync(server, "live"), await FixesAsync(server, Drill)));
        Assert.Equal("", await FinalGaps.OfAsync(server, "live"));
        Assert.NotEqual("", await FinalGaps.OfAsync(server, Drill));

        await PatrolCommand.OutputAsync(server, "exercises", "delete", Drill);
        Assert.Equal(3, (await PatrolCommand.RunAsync(server, "gaps", "list", "-e", Drill)).ExitCode);
        Assert.Equal(3, (await PatrolCommand.RunAsync(server, "replay", bike, "-e", Drill)).ExitCode);

        await PatrolCommand.OutputAsync(server, "exercises", "create", Drill, "--start", "2026-03-02T12:00:00Z");
        Assert.Equal((1, 0), (await DevicesAsync(server, "live"), await DevicesAsync(server, Drill)));
        Assert.Equal(3, (await PatrolCommand.RunAsync(server, "track", "bike-3", "-e", Drill)).ExitCode);
        Assert.Equal(Seconds + 1, await FixesAsync(server, "live"));
        Assert.Equal("", await FinalGaps.OfAsync(server, Drill));
    }

    private static async Task<int> DevicesAsync(Uri server, string exercise)
    {
        var json = await PatrolCommand.OutputAsync(server, "devices", "-e", exercise, "--json");
        return JsonDocument.Parse(json).RootElement.TryGetProperty("devices", out var devices)
            ? devices.GetArrayLength()
            : 0;
    }

    private static async Task<int> FixesAsync(Uri server, string exercise)
    {
        var lines = await PatrolCommand.OutputAsync(server, "track", "bike-3", "-e", exercise, "--json");
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }
}
