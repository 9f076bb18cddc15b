using System.Globalization;
using System.Text.Json;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Score;

/// <summary>A simulated night, and plans tried on it afterwards.</summary>
public sealed class BacktestTests
{
    private static readonly string Plan = Path.Combine(RepositoryRoot.Path, "src", "plans", "old-quarter.geojson");

    [Fact]
    public async Task Backtest_OfThePlanInForce_FindsExactlyWhatWasFlagged()
    {
        await using var server = await PatrolServer.StartAsync();
        await SimulateAsync(server);

        var summary = await BacktestAsync(server, Plan);

        var totals = summary.GetProperty("totals").EnumerateArray().ToList();
        Assert.Contains(totals, total => total.GetProperty("bothCount").GetInt32() > 5);
        Assert.All(totals, total =>
        {
            Assert.Equal(0, total.GetProperty("onlyNewCount").GetInt32());
            Assert.Equal(0, total.GetProperty("onlyOldCount").GetInt32());
            Assert.Equal("0s", total.GetProperty("onlyNewTime").GetString());
            Assert.Equal("0s", total.GetProperty("onlyOldTime").GetString());
        });
        Assert.Equal(summary.GetProperty("oldNeed").ToString(), summary.GetProperty("newNeed").ToString());
    }

    [Fact]
    public async Task Backtest_OfAStricterPlan_FlagsMoreAndNeedsMoreAndLeavesTheNightAlone()
    {
        await using var server = await PatrolServer.StartAsync();
        await SimulateAsync(server);
        var stricter = Path.Combine(server.Folder, "stricter.geojson");
        var plan = await File.ReadAllTextAsync(Plan);
        await File.WriteAllTextAsync(
            stricter, plan.Replace("\"max_interval_min\": 20", "\"max_interval_min\": 12"));
        var before = await GapsAsync(server);

        var summary = await BacktestAsync(server, stricter);

        var overdue = summary.GetProperty("totals").EnumerateArray()
            .Single(total => total.GetProperty("kind").GetString() == "GAP_KIND_OVERDUE");
        Assert.True(overdue.GetProperty("onlyNewCount").GetInt32() > 0);
        Assert.Equal("0s", overdue.GetProperty("onlyOldTime").GetString());
        Assert.True(OnSiteSeconds(summary, "newNeed") > OnSiteSeconds(summary, "oldNeed"));
        Assert.Equal(before, await GapsAsync(server));
    }

    private static Task<string> SimulateAsync(PatrolServer server) => PatrolCommand.OutputAsync(
        server.GrpcUrl, "simulate", "--plan", Plan, "--into-drill", "night", "--duration", "3h", "--period", "5s",
        "--loss", "0.02", "--dead-zones", "2", "--delay", "2m");

    private static Task<string> GapsAsync(PatrolServer server) =>
        PatrolCommand.OutputAsync(server.GrpcUrl, "gaps", "list", "-e", "night", "--json");

    private static async Task<JsonElement> BacktestAsync(PatrolServer server, string plan)
    {
        var output = await PatrolCommand.OutputAsync(
            server.GrpcUrl, "plan", "backtest", plan, "-e", "night", "--from", "2026-06-01T12:00:00Z", "--json");
        var last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        return JsonDocument.Parse(last).RootElement.GetProperty("summary");
    }

    private static double OnSiteSeconds(JsonElement summary, string need) => double.Parse(
        summary.GetProperty(need).GetProperty("onSiteTime").GetString()!.TrimEnd('s'),
        CultureInfo.InvariantCulture);
}
