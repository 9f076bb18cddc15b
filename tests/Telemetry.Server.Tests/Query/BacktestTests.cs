using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Tests.Query;

public sealed class BacktestTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Backtest_OfThePlanInForce_FindsWhatWasFlagged()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await WithAnHourAsync(server);

        var all = await RunAsync(drill, Drill.Plan(), TimeSpan.Zero, Hour);

        Assert.NotNull(all[0].Progress);
        var summary = all[^1].Summary;
        Assert.Equal((5, 1), (summary.PlaceCount, summary.CleanPlaceCount));
        Assert.Equal(summary.OldNeed, summary.NewNeed);
        var total = Assert.Single(summary.Totals);
        Assert.Equal((0, 0, 5), (total.OnlyNewCount, total.OnlyOldCount, total.BothCount));
        Assert.Equal(TimeSpan.Zero, total.OnlyNewTime.ToTimeSpan() + total.OnlyOldTime.ToTimeSpan());
        Assert.True(total.BothTime.ToTimeSpan() > 3 * Hour / 2);
    }

    [Fact]
    public async Task Backtest_BeginningInTheMiddle_KnowsWhatWasIdleBefore()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await WithAnHourAsync(server);

        var all = await RunAsync(drill, Drill.Plan(), Hour / 4, Hour / 2);

        var total = Assert.Single(all[^1].Summary.Totals);
        Assert.Equal((0, 0), (total.OnlyNewCount, total.OnlyOldCount));
        Assert.Equal(TimeSpan.Zero, total.OnlyNewTime.ToTimeSpan() + total.OnlyOldTime.ToTimeSpan());
    }

    [Fact]
    public async Task Backtest_OfALaxerPlan_TellsWhatWouldNotHaveBeenFlagged()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await WithAnHourAsync(server);
        var laxer = ByteString.CopyFromUtf8(
            Drill.Plan().ToStringUtf8().Replace("\"max_interval_min\":10", "\"max_interval_min\":40"));

        var all = await RunAsync(drill, laxer, TimeSpan.Zero, Hour);

        var gone = Assert.Single(all, message => message.Subject?.Subject == "places/z1").Subject;
        Assert.Equal("Zone 1", gone.DisplayName);
        var line = Assert.Single(gone.Lines);
        Assert.Equal((GapKind.Overdue, 0, 2, 0), (line.Kind, line.OnlyNewCount, line.OnlyOldCount, line.BothCount));
        Assert.Equal(0, all[^1].Summary.Totals.Sum(total => total.OnlyNewCount));
        Assert.True(all[^1].Summary.NewNeed.OnSiteTime.ToTimeSpan() < all[^1].Summary.OldNeed.OnSiteTime.ToTimeSpan());
        var gaps = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name });
        Assert.Equal(5, gaps.Gaps.Count);
        Assert.All(gaps.Gaps, gap => Assert.Equal(1, gap.PlanVersion));
    }

    [Fact]
    public async Task Backtest_OfAFaultyPlan_NamesTheFaults()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(Hour);
        var faulty = ByteString.CopyFromUtf8(
            Drill.Plan().ToStringUtf8().Replace("\"max_interval_min\":10", "\"max_interval_min\":-1"));

        var refused = await Assert.ThrowsAsync<RpcException>(() => RunAsync(drill, faulty, TimeSpan.Zero, Hour));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("max_interval_min", refused.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()
            .FieldViolations[0].Field);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 10)]
    [InlineData(90, 120)]
    public async Task Backtest_OfNoTime_IsRefused(int fromMinute, int toMinute)
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(Hour);

        var refused = await Assert.ThrowsAsync<RpcException>(() => RunAsync(
            drill, Drill.Plan(), TimeSpan.FromMinutes(fromMinute), TimeSpan.FromMinutes(toMinute)));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Backtest_ByJson_SendsLinesAndTheSummaryLast()
    {
        await using var server = await RunningServer.StartAsync();
        await WithAnHourAsync(server);
        var body = new
        {
            geojson = Convert.ToBase64String(Drill.Plan().Span),
            interval = new { startTime = Drill.Start, endTime = Drill.Start + Hour },
        };

        var response = await server.Http.PostAsJsonAsync("/v1/exercises/night/plan:backtest", body);
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.True(response.IsSuccessStatusCode);
        var summary = JsonDocument.Parse(lines[^1]).RootElement.GetProperty("summary");
        Assert.Equal(5, summary.GetProperty("totals")[0].GetProperty("bothCount").GetInt32());
    }

    /// <summary>Zone 0 is never left alone, zone 1 is visited at half time, the others never.</summary>
    private static async Task<Drill> WithAnHourAsync(RunningServer server)
    {
        var drill = await Drill.StartAsync(server);
        for (var minute = 0; minute < 60; minute += 4)
        {
            var from = TimeSpan.FromMinutes(minute);
            await drill.StandAsync(0, from, from + TimeSpan.FromSeconds(240), "bike-1");
            if (minute == 28)
                await drill.StandAsync(1, from, from + TimeSpan.FromMinutes(2), "bike-2");
            await drill.AdvanceAsync(from + TimeSpan.FromSeconds(240));
        }

        return drill;
    }

    private static async Task<List<BacktestPlanResponse>> RunAsync(
        Drill drill, ByteString plan, TimeSpan from, TimeSpan to)
    {
        var request = new BacktestPlanRequest
        {
            Exercise = Drill.Name,
            Geojson = plan,
            Interval = new TimeInterval { StartTime = Drill.At(from), EndTime = Drill.At(to) },
        };
        using var call = drill.Plans.BacktestPlan(request);
        return await call.ResponseStream.ReadAllAsync().ToListAsync();
    }
}
