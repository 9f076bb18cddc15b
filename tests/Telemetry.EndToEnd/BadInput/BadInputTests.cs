using System.Text;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.BadInput;

/// <summary>What cannot be used is refused in one clear line and with its exit code, and the server stays up.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string BowTie = """
        {"type": "FeatureCollection", "features": [
          {"type": "Feature", "properties": {"type": "zone", "id": "bow-tie"}, "geometry": {"type": "Polygon",
            "coordinates": [[[121.50, 31.20], [121.51, 31.21], [121.51, 31.20], [121.50, 31.21], [121.50, 31.20]]]}},
          {"type": "Feature", "properties": {"type": "post", "id": "twice", "radius_m": 20},
            "geometry": {"type": "Point", "coordinates": [121.5, 31.2]}},
          {"type": "Feature", "properties": {"type": "post", "id": "twice", "radius_m": 20},
            "geometry": {"type": "Point", "coordinates": [121.6, 31.2]}},
          {"type": "Feature", "properties": {"type": "device", "id": "d", "kind": "submarine"}, "geometry": null},
          {"type": "Feature", "properties": {"type": "duty", "id": "n", "time_zone": "Asia/Atlantis",
            "start": "20:00", "end": "04:00"}, "geometry": null}]}
        """;

    private const string Gpx = """
        <gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
        <trkpt lat="31.2" lon="121.5"/><trkpt lat="31.3" lon="121.5"/></trkseg></trk></gpx>
        """;

    private PatrolServer _server = null!;

    public async Task InitializeAsync() => _server = await PatrolServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Plan_WithFaults_IsListedWholeAndNotAppliedInPart()
    {
        var plan = await FileAsync("plan.geojson", BowTie);

        var validated = await PatrolAsync(2, "4 fault(s)", "plan", "validate", plan);
        foreach (var named in (string[])["SELF_CROSSING", "DUPLICATE_ID", "UNKNOWN_KIND", "BAD_TIME_ZONE"])
            Assert.Contains(named, validated.Out);
        await PatrolAsync(2, "bow-tie", "plan", "apply", plan);
        await PatrolAsync(3, "not found", "plan", "get");
    }

    [Fact]
    public async Task Track_ThatCannotBeRead_IsRefusedByItsReason()
    {
        await ReplayAsync(2, "GPX without times", await FileAsync("timeless.gpx", Gpx));
        await ReplayAsync(2, "UTF-8", await FileAsync("latin.csv", [.. "time,lat,lon,"u8, 0xE9, (byte)'\n']));
        await ReplayAsync(2, "lon", await FileAsync("narrow.csv", "time,lat\n2026-03-02T12:00:00Z,31.2\n"));
        await ReplayAsync(2, "", await FileAsync("cut.gpx", Gpx[..90]));
        await ReplayAsync(2, "", await FileAsync("empty.csv", ""));
        await ReplayAsync(2, "cannot be opened", Path.Combine(_server.Folder, "nowhere.gpx"));

        // None of them has made the drill.
        await PatrolAsync(3, "not found", "gaps", "list", "-e", "bad");
    }

    [Fact]
    public async Task Exercise_Unknown_IsRefused()
    {
        var track = await FileAsync("one.csv", "time,lat,lon\n2026-03-02T12:00:00Z,31.2,121.5\n");
        await PatrolAsync(3, "nowhere", "gaps", "list", "-e", "nowhere");
        await PatrolAsync(3, "nowhere", "coverage", "-e", "nowhere");
        await PatrolAsync(3, "nowhere", "replay", track, "-e", "nowhere");
        await PatrolAsync(3, "nowhere", "exercises", "delete", "nowhere");
    }

    [Fact]
    public async Task Server_OutOfReach_IsUnreachable()
    {
        var nobody = $"http://127.0.0.1:{FreePort.Take(1)[0]}";
        await PatrolAsync(4, "not reachable", "gaps", "list", "--server", nobody);
        await PatrolAsync(1, "--server", "gaps", "list", "--server", "nobody");
    }

    [Fact]
    public async Task Reports_PartlyRejected_AreCountedAndTheOthersKept()
    {
        var track = await FileAsync(
            "part.csv",
            "time,lat,lon\n2026-03-02T12:00:00Z,31.2,121.5\n2026-03-02T12:00:01Z,0,0\n"
            + "2026-03-02T12:00:02Z,31.2,121.5\n");
        var ran = await PatrolCommand.RunAsync(_server.GrpcUrl, "replay", track, "--into-drill", "part", "--json");
        Assert.Equal(5, ran.ExitCode);
        Assert.Contains("\"stored\": 2", ran.Out);
    }

    private Task<PatrolCommand> ReplayAsync(int exitCode, string says, string path) =>
        PatrolAsync(exitCode, says, "replay", path, "--into-drill", "bad");

    private async Task<PatrolCommand> PatrolAsync(int exitCode, string says, params string[] args)
    {
        var ran = await PatrolCommand.RunAsync(_server.GrpcUrl, args);
        Assert.True(exitCode == ran.ExitCode, $"exit code {ran.ExitCode}: {ran.Error}");
        Assert.StartsWith("patrol: ", ran.Error);
        Assert.Single(ran.Error.TrimEnd().Split('\n'));
        Assert.Contains(says, ran.Error);
        return ran;
    }

    private Task<string> FileAsync(string name, string content) =>
        FileAsync(name, Encoding.UTF8.GetBytes(content));

    private async Task<string> FileAsync(string name, byte[] content)
    {
        var path = Path.Combine(_server.Folder, name);
        await File.WriteAllBytesAsync(path, content);
        return path;
    }
}
