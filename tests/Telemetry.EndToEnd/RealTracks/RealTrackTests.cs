using System.Text.Json;
using System.Text.Json.Nodes;
using Telemetry.Cli.Tests.Formats;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.RealTracks;

/// <summary>Public recordings through the real command and the real server.</summary>
public sealed class RealTrackTests
{
    [SkippableFact]
    public async Task Bus304_StopsAsPosts_AreAttendedAsCountedByHand()
    {
        var track = SharedData.File("bus304", "track.gpx");
        await using var server = await PatrolServer.StartAsync();
        var plan = Path.Combine(server.Folder, "stops.geojson");
        await File.WriteAllTextAsync(plan, PlanOf(SharedData.File("bus304", "stops.geojson"), radiusM: 30));

        await PatrolCommand.OutputAsync(server.GrpcUrl, "replay", track, "--into-drill", "bus", "--plan", plan);
        var coverage = await PatrolCommand.OutputAsync(server.GrpcUrl, "coverage", "-e", "bus", "--json");

        var visits = JsonDocument.Parse(coverage).RootElement.GetProperty("places").EnumerateArray()
            .Select(place => place.TryGetProperty("visitCount", out var count) ? count.GetInt32() : 0).ToList();
        Assert.Equal((29, 7, 36), (visits.Count(n => n == 1), visits.Count(n => n > 1), visits.Count));
    }

    [SkippableFact]
    public async Task EBikeTrips_Folder_ReplaysWholeAndReportsTheBadRows()
    {
        var folder = SharedData.Folder("ebike");
        await using var server = await PatrolServer.StartAsync();

        var ran = await PatrolCommand.RunAsync(server.GrpcUrl, "replay", folder, "--into-drill", "trips", "--json");

        // Done in part: some rows could not be read.
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("trip_28.csv, row 2: no lat", ran.Error);
        var figures = JsonDocument.Parse(ran.Out).RootElement;
        Assert.Equal(
            (16, 10_716, 10_716, 41, 0),
            (Number("devices"), Number("acked"), Number("stored"), Number("unreadRows"), Number("rejected")));
        var devices = await PatrolCommand.OutputAsync(server.GrpcUrl, "devices", "-e", "trips", "--json");
        Assert.Equal(16, JsonDocument.Parse(devices).RootElement.GetProperty("devices").GetArrayLength());

        long Number(string name) => figures.GetProperty(name).GetInt64();
    }

    /// <summary>The stops as posts, and the vehicle read so that a pause of a minute is silence.</summary>
    private static string PlanOf(string stops, double radiusM)
    {
        var plan = JsonNode.Parse(File.ReadAllText(stops))!.AsObject();
        var features = plan["features"]!.AsArray();
        foreach (var stop in features)
        {
            var named = stop!["properties"]!;
            stop["properties"] = new JsonObject
            {
                ["type"] = "post",
                ["name"] = (string?)named["name"],
                ["radius_m"] = radiusM,
            };
        }

        var properties = new JsonObject { ["type"] = "kind", ["kind"] = "bike", ["silence_after_s"] = 60 };
        features.Add(new JsonObject { ["type"] = "Feature", ["properties"] = properties, ["geometry"] = null });
        return plan.ToJsonString();
    }
}
