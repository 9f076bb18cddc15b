using System.Text.Json;
using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>Every query of the dashboard finds rows in what this adapter wrote.</summary>
[Collection(InfluxdCollection.Name)]
public sealed class GrafanaDashboardTests(InfluxdFixture influxd)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task Dashboard_OnARealInfluxd_EachQueryFindsRows()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        var options = new InfluxOptions { Url = influxd.Url, Database = influxd.NewDatabase() };
        await using (var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, None))
        {
            var reports = Enumerable.Range(0, 30).Select(s => Reports.AtSecond(s) with { BatteryPercent = 80 - s });
            await store.AppendAsync(Reports.Batch("live", Reports.Bike, [.. reports]), None);
        }

        await using (var mirror = await InfluxGapMirror.OpenAsync(options, TimeProvider.System, None))
        {
            var open = Gaps.Open("g1", Reports.StartUs);
            var doubted = open.UnverifiedBy("bike-2");
            GapRow Row(long sequence, Telemetry.Core.Gaps.GapRevision revision) =>
                new(sequence, "live", Reports.StartUs, revision, null);
            mirror.Mirror([Row(1, open), Row(2, doubted), Row(3, doubted.Closed(Reports.Second(90)))]);
        }

        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(DashboardPath()));
        var queries = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Concat(dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
                .Where(variable => variable.GetProperty("type").GetString() == "query"))
            .Select(target => target.GetProperty("query").GetString()!).ToList();
        Assert.True(queries.Count > 8);
        using var client = new HttpClient { BaseAddress = influxd.Url };
        foreach (var query in queries)
        {
            var filled = query.Replace("$timeFilter", SpanOf()).Replace("$__interval", "10s")
                .Replace("$reports", "report").Replace("$gaps", "gap").Replace("$unit", "(old-town)");
            var path = $"query?db={options.Database}&q={Uri.EscapeDataString(filled)}";
            var text = await client.GetStringAsync(new Uri(path, UriKind.Relative));
            using var answer = JsonDocument.Parse(text);
            var result = answer.RootElement.GetProperty("results")[0];
            Assert.False(result.TryGetProperty("error", out _), $"{filled}: {text}");
            Assert.True(result.TryGetProperty("series", out var series), $"{filled}: no rows");
            // A column of nothing, or of zeros alone, is no answer.
            Assert.Contains(
                series.EnumerateArray().SelectMany(one => one.GetProperty("values").EnumerateArray()),
                row => row.EnumerateArray().Skip(row.GetArrayLength() > 1 ? 1 : 0).Any(IsTold));
        }
    }

    /// <summary>As Grafana fills it in.</summary>
    private static string SpanOf() =>
        $"time >= {(Reports.StartUs / 1_000) - 60_000}ms and time <= {(Reports.StartUs / 1_000) + 600_000}ms";

    private static bool IsTold(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString()!.Length > 0,
        _ => false,
    };

    private static string DashboardPath()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Telemetry.sln")))
            at = at.Parent!;
        return Path.Combine(at.FullName, "tools", "grafana", "patrol.json");
    }
}
