using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Query;

public sealed class ForecastTests
{
    private static readonly TimeSpan Now = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task ForecastGaps_OfADrill_TellsWhenAndWhoCouldStillBeThere()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await StartAsync(server);

        var forecast = await drill.Gaps.ForecastGapsAsync(new ForecastGapsRequest { Parent = Drill.Name });

        Assert.Equal(Drill.At(Now), forecast.WatermarkTime);
        Assert.Equal(4, forecast.TotalCount);
        Assert.Equal(
            ["places/z0", "places/z2", "places/z3", "places/z4"], forecast.Forecasts.Select(row => row.Subject));
        var near = forecast.Forecasts[0];
        Assert.Equal(
            (GapKind.Overdue, "Zone 0", "old-town", 1),
            (near.Kind, near.SubjectDisplayName, near.Area, near.PlanVersion));
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(10)), near.BreachTime);
        Assert.Equal(Drill.At(TimeSpan.Zero), near.IdleStartTime);
        Assert.Equal(TimeSpan.FromMinutes(8), near.TimeLeft.ToTimeSpan());
        Assert.StartsWith("Zone 0: a visit at least every 10 min", near.RuleText, StringComparison.Ordinal);
        Assert.False(near.Held);

        // From the middle of zone 1: 0.009 degrees of longitude to the edge, at 3.5 m/s.
        var responder = Assert.Single(near.Responders);
        Assert.Equal(("devices/bike-1", DeviceKind.Bike), (responder.Device, responder.Kind));
        Assert.InRange(responder.DistanceM, 855, 860);
        Assert.InRange((responder.ArrivalTime - Drill.At(Now)).ToTimeSpan().TotalSeconds, 244, 246);
        Assert.Equal(Drill.At(Now), responder.LastFixTime);
        Assert.False(responder.HasBatteryPercent);
        // Twice as far it would be too late for a dwell of 30 s.
        Assert.Empty(forecast.Forecasts[2].Responders);
    }

    [Fact]
    public async Task ForecastGaps_TheGapsThenOpen_ExactlyAsForetold()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await StartAsync(server);

        var forecast = await drill.Gaps.ForecastGapsAsync(
            new ForecastGapsRequest { Parent = Drill.Name, IncludeHeld = true });
        await drill.AdvanceAsync(TimeSpan.FromMinutes(20));
        var gaps = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name });
        var after = await drill.Gaps.ForecastGapsAsync(new ForecastGapsRequest { Parent = Drill.Name });

        Assert.Equal(
            forecast.Forecasts.Select(row => (row.Kind, row.Subject, row.IdleStartTime, row.BreachTime))
                .OrderBy(row => row.Subject),
            gaps.Gaps.Select(gap => (gap.Kind, gap.Subject, gap.IdleStartTime, gap.OpenTime))
                .OrderBy(gap => gap.Subject));
        Assert.Empty(after.Forecasts);
    }

    [Fact]
    public async Task ForecastGaps_Narrowed_GivesThese()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await StartAsync(server);

        async Task<ForecastGapsResponse> AskAsync(ForecastGapsRequest request)
        {
            request.Parent = Drill.Name;
            return await drill.Gaps.ForecastGapsAsync(request);
        }

        var inArea = await AskAsync(new ForecastGapsRequest { Area = "old-town" });
        var ofOne = await AskAsync(new ForecastGapsRequest { Subjects = { "places/z4", "places/z1" } });
        var held = await AskAsync(new ForecastGapsRequest { Subjects = { "places/z1" }, IncludeHeld = true });
        var two = await AskAsync(new ForecastGapsRequest { Limit = 2 });
        var soon = await AskAsync(new ForecastGapsRequest { Horizon = TimeSpan.FromMinutes(7).ToDuration() });
        var slots = await AskAsync(new ForecastGapsRequest { Kind = GapKind.MissedSlot });

        Assert.Equal(["places/z0", "places/z2", "places/z3"], inArea.Forecasts.Select(row => row.Subject));
        Assert.Equal("places/z4", Assert.Single(ofOne.Forecasts).Subject);
        Assert.True(Assert.Single(held.Forecasts).Held);
        Assert.Equal(0, held.Forecasts[0].Responders[0].DistanceM);
        Assert.Equal((2, 4), (two.Forecasts.Count, two.TotalCount));
        Assert.Empty(soon.Forecasts);
        Assert.Empty(slots.Forecasts);
    }

    [Fact]
    public async Task ForecastGaps_BadInput_NamesTheField()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await StartAsync(server);
        (ForecastGapsRequest Request, string Field)[] bad =
        [
            (new() { Parent = Drill.Name, Horizon = new Duration() }, "horizon"),
            (new() { Parent = Drill.Name, Horizon = new Duration { Seconds = 86_401 } }, "horizon"),
            (new() { Parent = Drill.Name, Horizon = new Duration { Seconds = long.MaxValue } }, "horizon"),
            (new() { Parent = Drill.Name, Limit = -1 }, "limit"),
            (new() { Parent = Drill.Name, Kind = (GapKind)99 }, "kind"),
            (new() { Parent = Drill.Name, Subjects = { "zones/z1" } }, "subjects"),
            (new() { Parent = "drills/night" }, "parent"),
        ];

        foreach (var (request, field) in bad)
        {
            var fault = await Assert.ThrowsAsync<RpcException>(async () => await drill.Gaps.ForecastGapsAsync(request));
            Assert.Equal(
                (StatusCode.InvalidArgument, FaultReasons.InvalidField), (fault.StatusCode, Fault.ReasonOf(fault)));
            Assert.StartsWith($"{field}: ", fault.Status.Detail, StringComparison.Ordinal);
        }

        using var watch = drill.Gaps.WatchForecast(new WatchForecastRequest { Parent = "exercises/nowhere" });
        var unknown = await Assert.ThrowsAsync<RpcException>(
            () => watch.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(FaultReasons.ExerciseNotFound, Fault.ReasonOf(unknown));
    }

    [Fact]
    public async Task ForecastGaps_ByHttp_IsJson()
    {
        await using var server = await RunningServer.StartAsync();
        await StartAsync(server);

        var answer = await server.Http.GetFromJsonAsync<JsonElement>(
            $"/v1/{Drill.Name}/gaps:forecast?horizon=900s&subjects=places/z0");

        var row = Assert.Single(answer.GetProperty("forecasts").EnumerateArray());
        Assert.Equal("480s", row.GetProperty("timeLeft").GetString());
        Assert.Equal("devices/bike-1", row.GetProperty("responders")[0].GetProperty("device").GetString());
    }

    /// <summary>Two minutes into the drill, a bike stands in zone 1.</summary>
    private static async Task<Drill> StartAsync(RunningServer server)
    {
        var drill = await Drill.StartAsync(server);
        await drill.StandAsync(zone: 1, TimeSpan.Zero, Now);
        await drill.AdvanceAsync(Now);
        return drill;
    }
}
