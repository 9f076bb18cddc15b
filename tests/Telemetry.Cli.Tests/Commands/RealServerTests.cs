using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.TestServers;

namespace Telemetry.Cli.Tests.Commands;

/// <summary>The command against the real server, as a person would use it.</summary>
public sealed class RealServerTests : IAsyncLifetime
{
    private PatrolServer? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Fact]
    public async Task Simulate_AnEvening_IsListedExportedAndReplayable()
    {
        _server = await StartAsync();
        var simulated = await PatrolAsync(
            "simulate", "--plan", SamplePlan.Path, "--duration", "20m", "--duplicates", "0.1", "--json");
        Assert.Equal((ExitCode.Ok, ""), (simulated.ExitCode, simulated.Error));
        var figures = JsonDocument.Parse(simulated.Out).RootElement;
        Assert.Equal(12_000, figures.GetProperty("stored").GetInt64());
        Assert.Equal(figures.GetProperty("sent").GetInt64() - 12_000, figures.GetProperty("duplicates").GetInt64());

        var devices = await PatrolAsync("devices", "-e", "simulation", "--json");
        Assert.Equal(10, JsonDocument.Parse(devices.Out).RootElement.GetProperty("devices").GetArrayLength());

        var gpx = Path.Combine(_server.Folder, "bike-01.gpx");
        Assert.Equal(ExitCode.Ok, (await PatrolAsync("track", "bike-01", "-e", "simulation", "-o", gpx)).ExitCode);
        var replayed = await PatrolAsync("replay", gpx, "--into-drill", "again", "--json");
        Assert.Equal((ExitCode.Ok, ""), (replayed.ExitCode, replayed.Error));
        Assert.Equal(1_200, JsonDocument.Parse(replayed.Out).RootElement.GetProperty("stored").GetInt64());

        var exercises = await PatrolAsync("exercises", "list", "--json");
        var names = JsonDocument.Parse(exercises.Out).RootElement.GetProperty("exercises").EnumerateArray()
            .Select(exercise => exercise.GetProperty("name").GetString());
        Assert.Equal(["exercises/live", "exercises/again", "exercises/simulation"], names);
    }

    [Fact]
    public async Task Export_OfASimulation_IsAFileOfEachFormat()
    {
        _server = await StartAsync();
        Assert.Equal(
            ExitCode.Ok, (await PatrolAsync("simulate", "--plan", SamplePlan.Path, "--duration", "20m")).ExitCode);
        var csv = Path.Combine(_server.Folder, "tracks.csv");
        var exported = await PatrolAsync("export", "tracks", "-e", "simulation", "-o", csv);
        Assert.Equal((ExitCode.Ok, ""), (exported.ExitCode, exported.Error));
        Assert.Equal(12_001, (await File.ReadAllLinesAsync(csv)).Length);
        foreach (var format in (string[])["geojson", "gpx", "kml", "parquet"])
        {
            var file = Path.Combine(_server.Folder, $"visits.{format}");
            exported = await PatrolAsync("export", "visits", "-e", "simulation", "-f", format, "-o", file);
            Assert.Equal((ExitCode.Ok, ""), (exported.ExitCode, exported.Error));
            Assert.InRange(new FileInfo(file).Length, 1_000, long.MaxValue);
        }

        var refused = await PatrolAsync("export", "coverage", "-e", "simulation", "-f", "gpx");
        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("GPX cannot hold", refused.Error);
    }

    [Fact]
    public async Task Report_OfASimulation_IsAPage()
    {
        _server = await StartAsync();
        Assert.Equal(
            ExitCode.Ok, (await PatrolAsync("simulate", "--plan", SamplePlan.Path, "--duration", "90m")).ExitCode);
        var page = await PatrolAsync("report", "-e", "simulation", "--lang", "zh");
        Assert.Equal((ExitCode.Ok, ""), (page.ExitCode, page.Error));
        Assert.Contains("勤务报告", page.Out);

        var refused = await PatrolAsync("report", "-e", "simulation", "--area", "atlantis");
        Assert.Equal(ExitCode.Refused, refused.ExitCode);
        Assert.Contains("areas/atlantis does not exist", refused.Error);
    }

    [Fact]
    public async Task GapsShow_OfANightWithDeadZones_PrintsWhatEachGapRestsOn()
    {
        _server = await StartAsync();
        string[] night = ["simulate", "--plan", SamplePlan.Path, "--duration", "60m", "--dead-zones", "5"];
        Assert.Equal(ExitCode.Ok, (await PatrolAsync(night)).ExitCode);
        var listed = await PatrolAsync("gaps", "list", "-e", "simulation", "--json");
        var gaps = JsonDocument.Parse(listed.Out).RootElement.GetProperty("gaps").EnumerateArray().ToList();

        foreach (var gap in gaps.DistinctBy(gap => $"{gap.GetProperty("kind")} {gap.GetProperty("certainty")}"))
        {
            var id = gap.GetProperty("name").GetString()!.Split('/')[^1];
            var map = Path.Combine(_server.Folder, $"{id}.geojson");
            var shown = await PatrolAsync("gaps", "show", id, "-e", "simulation", "--geojson", map);
            Assert.Equal((ExitCode.Ok, ""), (shown.ExitCode, shown.Error));
            Assert.Contains("Rule (plan 1): ", shown.Out);
            Assert.Contains("How it became known:", shown.Out);
            var isUnverified = gap.GetProperty("certainty").GetString() == "CERTAINTY_UNVERIFIED";
            Assert.Contains(isUnverified ? "Finding: Unverified: " : "Confirmed: ", shown.Out);
            foreach (var device in gap.GetProperty("unverifiedBy").EnumerateArray())
                Assert.Contains(device.GetString()!.Split('/')[^1], shown.Out);
            var collection = JsonDocument.Parse(File.ReadAllText(map)).RootElement;
            Assert.Equal("FeatureCollection", collection.GetProperty("type").GetString());
        }

        Assert.Contains(gaps, gap => gap.GetProperty("certainty").GetString() == "CERTAINTY_UNVERIFIED");
    }

    [Fact]
    public async Task CoverageCells_OfAnEvening_SaysHowMuchWasSeenAndDrawsIt()
    {
        _server = await StartAsync();
        Assert.Equal(
            ExitCode.Ok, (await PatrolAsync("simulate", "--plan", SamplePlan.Path, "--duration", "20m")).ExitCode);
        var map = Path.Combine(_server.Folder, "cells.geojson");

        string[] cells = ["coverage", "cells", "areas/upper-quarter", "-e", "simulation", "--cell-m", "25"];
        var shown = await PatrolAsync([.. cells, "--within", "10m", "--geojson", map]);
        var json = await PatrolAsync([.. cells, "--json"]);
        var unknown = await PatrolAsync("coverage", "cells", "nowhere", "-e", "simulation");
        var tooSmall = await PatrolAsync([.. cells[..^1], "1"]);

        Assert.Equal((ExitCode.Ok, ""), (shown.ExitCode, shown.Error));
        var answer = JsonDocument.Parse(json.Out).RootElement;
        var all = answer.GetProperty("grid").GetProperty("cellCount").GetInt32();
        var seen = answer.GetProperty("seenCount").GetInt32();
        Assert.InRange(seen, 1, all);
        Assert.Contains($"cells  {all} of 25 m", shown.Out);
        Assert.Contains($"seen   {seen} (", shown.Out);
        Assert.Contains("seen within 10:00", shown.Out);
        Assert.Contains("Not seen for longest:", shown.Out);
        var features = JsonDocument.Parse(File.ReadAllText(map)).RootElement.GetProperty("features");
        Assert.Equal(all, features.GetArrayLength());
        var ages = features.EnumerateArray().Select(cell => cell.GetProperty("properties").GetProperty("age_s"));
        Assert.Equal(seen, ages.Count(age => age.ValueKind != JsonValueKind.Null));
        Assert.Equal((ExitCode.Refused, ExitCode.Refused), (unknown.ExitCode, tooSmall.ExitCode));
        Assert.Contains("places/nowhere", unknown.Error);
        Assert.Contains("cell_m", tooSmall.Error);
    }

    [Fact]
    public async Task Forecast_OfANightUnderWay_NamesPlacesRulesAndWhoCouldBeThere()
    {
        _server = await StartAsync();
        string[] night = ["simulate", "--plan", SamplePlan.Path, "--duration", "40m"];
        Assert.Equal(ExitCode.Ok, (await PatrolAsync(night)).ExitCode);
        var over = await PatrolAsync("forecast", "-e", "simulation");
        await ReportAgainAsync("bike-01", batteryPercent: 87);

        var table = await PatrolAsync("forecast", "-e", "simulation", "--within", "1h");
        var json = await PatrolAsync("forecast", "-e", "simulation", "--within", "1h", "--json");
        var few = await PatrolAsync("forecast", "-e", "simulation", "--limit", "1");
        var tooFar = await PatrolAsync("forecast", "-e", "simulation", "--within", "25h");
        var unread = await PatrolAsync("forecast", "--within", "soon");
        var watched = await WatchAsync("forecast", "-e", "simulation", "--watch");
        var messages = await WatchAsync("forecast", "-e", "simulation", "--watch", "--json");

        // The evening is over: all have signed off.
        Assert.Contains("nobody", over.Out);
        Assert.Equal((ExitCode.Ok, ""), (table.ExitCode, table.Error));
        Assert.Matches(@"Heron 1 (\d+ m in \d\d:\d\d|is there) \(87 %\)", table.Out);
        Assert.Contains("COULD STILL BE THERE", table.Out);
        var forecasts = JsonDocument.Parse(json.Out).RootElement.GetProperty("forecasts").EnumerateArray().ToList();
        Assert.NotEmpty(forecasts);
        Assert.All(forecasts, row => Assert.Contains(row.GetProperty("subjectDisplayName").GetString()!, table.Out));
        Assert.Contains(forecasts, row => row.GetProperty("responders").GetArrayLength() > 0);
        Assert.Contains("a visit at least every", table.Out);
        Assert.Contains($"{forecasts.Count - 1} more", few.Error);
        Assert.Equal(ExitCode.Refused, tooFar.ExitCode);
        Assert.Contains("horizon", tooFar.Error);
        Assert.Equal(ExitCode.Usage, unread.ExitCode);
        Assert.Equal((ExitCode.Ok, ""), (watched.ExitCode, watched.Error));
        Assert.StartsWith("At 2026-06-01 12:40:", watched.Out, StringComparison.Ordinal);
        Assert.EndsWith(table.Out.Trim(), watched.Out.Trim(), StringComparison.Ordinal);
        var first = JsonDocument.Parse(messages.Out.Split('\n')[0]).RootElement;
        Assert.Equal(forecasts.Count, first.GetProperty("forecasts").GetArrayLength());
    }

    [Fact]
    public async Task Replay_SameDrillAgain_IsRefusedUnlessToldHow()
    {
        _server = await StartAsync();
        string[] simulate = ["simulate", "--plan", SamplePlan.Path, "--duration", "5m", "--into-drill", "twice"];
        Assert.Equal(ExitCode.Ok, (await PatrolAsync(simulate)).ExitCode);
        var again = await PatrolAsync(simulate);
        Assert.Equal(ExitCode.Refused, again.ExitCode);
        Assert.Contains("--resume", again.Error);
        Assert.Equal(ExitCode.Ok, (await PatrolAsync([.. simulate, "--resume"])).ExitCode);
        Assert.Equal(ExitCode.Ok, (await PatrolAsync([.. simulate, "--replace"])).ExitCode);
        Assert.Equal(ExitCode.Ok, (await PatrolAsync("exercises", "delete", "twice")).ExitCode);
        Assert.Equal(ExitCode.Refused, (await PatrolAsync("exercises", "delete", "twice")).ExitCode);
    }

    [Fact]
    public async Task Plan_WithFaults_IsBadInputAndNamesThem()
    {
        _server = await StartAsync();
        var broken = Path.Combine(_server.Folder, "broken.geojson");
        var sample = await File.ReadAllTextAsync(SamplePlan.Path);
        await File.WriteAllTextAsync(broken, sample.Replace("Asia/Shanghai", "Asia/Atlantis"));
        var validated = await PatrolAsync("plan", "validate", broken);
        Assert.Equal(ExitCode.BadInput, validated.ExitCode);
        Assert.Contains("Asia/Atlantis", validated.Out);
        Assert.Equal(ExitCode.BadInput, (await PatrolAsync("plan", "apply", broken)).ExitCode);
        Assert.Equal(ExitCode.Ok, (await PatrolAsync("plan", "apply", SamplePlan.Path)).ExitCode);
        var got = await PatrolAsync("plan", "get");
        Assert.Equal((await File.ReadAllTextAsync(SamplePlan.Path)).TrimEnd(), got.Out.TrimEnd());
    }

    [Fact]
    public async Task Simulate_ShuffledFasterOrWithAKillInTheMiddle_GivesTheSameGaps()
    {
        _server = await StartAsync();
        string[] night = ["simulate", "--plan", SamplePlan.Path, "--duration", "90m", "--dead-zones", "2", "--replace"];
        var plain = await GapsAfterAsync(() => PatrolAsync(night));
        Assert.NotEqual("[]", plain);
        Assert.Equal(
            plain, await GapsAfterAsync(() => PatrolAsync([.. night, "--delay", "5m", "--duplicates", "0.05"])));
        Assert.Equal(plain, await GapsAfterAsync(async () =>
        {
            var running = PatrolAsync([.. night, "--speed", "2000x"]);
            await UntilClockMovesAsync(_server.GrpcUrl.ToString());
            await _server.KillAsync();
            await _server.StartAgainAsync();
            return await running;
        }));
    }

    /// <summary>A device of the simulation goes on half a minute after its last report.</summary>
    private async Task ReportAgainAsync(string device, float batteryPercent)
    {
        using var server = new ServerLink(_server!.GrpcUrl.ToString(), null, "simulation");
        var devices = await server.Fleet.ListDevicesAsync(new ListDevicesRequest { Parent = server.Exercise });
        var known = devices.Devices.Single(known => known.Name.EndsWith($"/{device}", StringComparison.Ordinal));
        var at = known.LastFixTime.ToDateTimeOffset() + TimeSpan.FromSeconds(30);
        var report = new Report
        {
            FixTimeUnixUs = (ulong)TimeUs.From(at),
            LatitudeDeg = known.Position.LatitudeDeg,
            LongitudeDeg = known.Position.LongitudeDeg,
            Status = DeviceStatus.OnPatrol,
            BatteryPercent = batteryPercent,
        };
        var batch = new PublishBatchRequest
        {
            Exercise = server.Exercise,
            Device = $"devices/{device}",
            Kind = known.Kind,
            Reports = { report },
        };
        Assert.Empty((await new IngestService.IngestServiceClient(server.Channel).PublishBatchAsync(batch)).Rejected);
        await server.Exercises.AdvanceClockAsync(
            new AdvanceClockRequest { Name = server.Exercise, ClockTime = Timestamp.FromDateTimeOffset(at) });
    }

    /// <summary>A server that has recovered: until then it answers that it is starting.</summary>
    private static async Task<PatrolServer> StartAsync()
    {
        var server = await PatrolServer.StartAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var http = new HttpClient { BaseAddress = server.HttpUrl };
        while (!(await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), patience.Token)).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        return server;
    }

    private static async Task UntilClockMovesAsync(string address)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var server = new ServerLink(address, null, "simulation");
        var request = new Patrol.Telemetry.V1.GetExerciseRequest { Name = server.Exercise };
        while (true)
        {
            try
            {
                var exercise = await server.Exercises.GetExerciseAsync(request, cancellationToken: patience.Token);
                if ((exercise.ClockTime - exercise.StartTime).Seconds is > 600 and < 4_800)
                    return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
            {
                // Between the drill before and this one.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>
    /// What must not depend on how the reports came: not revisions, causes, nor when they were recorded.
    /// </summary>
    private async Task<string> GapsAfterAsync(Func<Task<Ran>> play)
    {
        var played = await play();
        Assert.Equal((ExitCode.Ok, ""), (played.ExitCode, played.Error));
        var listed = await PatrolAsync("gaps", "list", "-e", "simulation", "--json");
        var gaps = JsonDocument.Parse(listed.Out).RootElement.GetProperty("gaps").EnumerateArray();
        return JsonSerializer.Serialize(gaps.Select(gap => gap.EnumerateObject()
            .Where(field => field.Name is not ("revision" or "revisionCause" or "recordTime"))
            .ToDictionary(field => field.Name, field => field.Value.ToString())));
    }

    /// <summary>Stopped as soon as it has said something.</summary>
    private async Task<Ran> WatchAsync(params string[] args)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var (output, error) = (new StoppingWriter(stop), new StringWriter());
        var io = new CommandIo(output, error, () => Stream.Null, TimeProvider.System, IsErrorTerminal: false);
        var exitCode = await PatrolCommand.RunAsync([.. args, "--server", _server!.GrpcUrl.ToString()], io, stop.Token);
        return new Ran(exitCode, output.ToString(), error.ToString());
    }

    private sealed class StoppingWriter(CancellationTokenSource stop) : StringWriter
    {
        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return stop.CancelAsync();
        }
    }

    private Task<Ran> PatrolAsync(params string[] args) =>
        Ran.PatrolAsync([.. args, "--server", _server!.GrpcUrl.ToString()]);
}
