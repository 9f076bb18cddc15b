using System.Text;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;
using static Telemetry.Storage.AppendOutcome;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>What only a real influxd can show.</summary>
[Collection(InfluxdCollection.Name)]
public sealed class InfluxdTests(InfluxdFixture influxd)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task AppendAsync_ServerKilledAgainAndAgain_NothingAcknowledgedIsLost()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        const int kills = 3, devices = 8, size = 50, acknowledgedBetweenKills = 4_000;
        await using var server = await Influxd.StartAsync();
        var options = new InfluxOptions { Url = server.Url };
        await using var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, None);
        using var enough = new CancellationTokenSource();
        var acknowledged = 0;
        var streams = Enumerable.Range(0, devices).Select(d => Task.Run(async () =>
        {
            var device = Reports.Bike with { Id = $"bike-{d}" };
            var next = 0;
            for (; !enough.IsCancellationRequested; next += size)
            {
                var outcomes = await store.AppendAsync(Reports.Seconds("live", device, next, size), None);
                Assert.All(outcomes, outcome => Assert.Equal(Stored, outcome));
                Interlocked.Add(ref acknowledged, size);
            }

            return (device.Id, Count: next);
        })).ToList();

        for (var kill = 1; kill <= kills; kill++)
        {
            await UntilAsync(() => Volatile.Read(ref acknowledged) >= kill * acknowledgedBetweenKills);
            server.Kill();
            await server.RestartAsync();
        }

        await enough.CancelAsync();
        foreach (var (id, count) in await Task.WhenAll(streams))
        {
            var read = await store.ReadDeviceAsync("live", id, TimeRange.Always, None).ToListAsync();
            Assert.Equal(Reports.Seconds("live", Reports.Bike, 0, count).Reports.ToArray(), read);
        }
    }

    [SkippableFact]
    public async Task AppendAsync_ServerKilledWhileItWritesAndAgain_NothingAcknowledgedIsLost()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var server = await Influxd.StartAsync();
        await using var store = await InfluxReportStore.OpenAsync(
            new InfluxOptions { Url = server.Url }, TimeProvider.System, None);
        await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 100), None);
        server.KillWhileItWrites();
        await server.RestartAsync();
        await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 100, 200), None);
        server.Kill();
        await server.RestartAsync();

        await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 300, 1), None);

        var read = await store.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).ToListAsync();
        Assert.Equal(Reports.Seconds("live", Reports.Bike, 0, 301).Reports.ToArray(), read);
    }

    [SkippableFact]
    public async Task DropExerciseAsync_ServerRestartedAfterwards_ItStaysAway()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var server = await Influxd.StartAsync();
        await using var store = await InfluxReportStore.OpenAsync(
            new InfluxOptions { Url = server.Url }, TimeProvider.System, None);
        await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 10), None);
        await store.AppendAsync(Reports.Seconds("drill-1", Reports.Bike, 0, 10), None);
        await store.DropExerciseAsync("drill-1", None);
        await server.RestartAsync();

        await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 10, 10), None);

        Assert.Empty(await store.ReadAllAsync("drill-1", TimeRange.Always, None).ToListAsync());
        var read = await store.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).ToListAsync();
        Assert.Equal(Reports.Seconds("live", Reports.Bike, 0, 20).Reports.ToArray(), read);
    }

    [SkippableFact]
    public async Task AppendAsync_TypeConflict_OnlyTheConflictingAreRefused()
    {
        var options = Options();
        await using var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, None);
        const string words = "report,device=other status=\"words\" 1790000000000000000";
        await PostAsync(options, "write?db=" + options.Database, words);
        var reports = Enumerable.Range(0, 40)
            .Select(i => Reports.AtSecond(i) with { Status = i % 10 == 3 ? DeviceStatus.OnBreak : default }).ToArray();

        var outcomes = await store.AppendAsync(Reports.Batch("live", Reports.Bike, reports), None);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => i % 10 == 3 ? Refused : Stored), outcomes);
        var read = await store.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).ToListAsync();
        Assert.Equal(reports.Where(report => report.Status == default), read);
    }

    [SkippableFact]
    public async Task AppendAsync_BeyondRetention_OldRefusedAndNewStoredInThatPolicy()
    {
        var options = Options() with { RetentionPolicy = "week" };
        var missing = await Assert.ThrowsAsync<StoreException>(
            () => InfluxReportStore.OpenAsync(options, TimeProvider.System, None));
        Assert.Contains("no retention policy 'week'", missing.Message, StringComparison.Ordinal);
        await ExecuteAsync(
            options, $"CREATE RETENTION POLICY week ON \"{options.Database}\" DURATION 168h REPLICATION 1");
        await using var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, None);
        var nowUs = TimeUs.From(TimeProvider.System.GetUtcNow());
        var old = Reports.At(nowUs - (30 * 86_400 * TimeUs.PerSecond));

        var outcomes = await store.AppendAsync(Reports.Batch("live", Reports.Bike, old, Reports.At(nowUs)), None);

        Assert.Equal([Refused, Stored], outcomes);
        var chunks = await store.ReadAllAsync("live", TimeRange.Always, None).ToListAsync();
        Assert.Equal([Reports.At(nowUs)], Assert.Single(chunks).Reports.ToArray());
        var again = Reports.Batch("live", Reports.Bike, Reports.At(nowUs));
        Assert.Equal([Duplicate], await store.AppendAsync(again, None));
    }

    [SkippableFact]
    public async Task OpenAsync_Credentials_RightOnesWorkAndWrongOnesAreNamed()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var server = await Influxd.StartAsync(authentication: true);
        var options = new InfluxOptions { Url = server.Url, Username = "patrol", Password = "pass word" };
        await ExecuteAsync(options, "CREATE USER patrol WITH PASSWORD 'pass word' WITH ALL PRIVILEGES");

        await using (var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, None))
        {
            Assert.Equal([Stored], await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 1), None));
            Assert.Single(await store.ReadAllAsync("live", TimeRange.Always, None).ToListAsync());
        }

        var fault = await Assert.ThrowsAsync<StoreException>(
            () => InfluxReportStore.OpenAsync(options with { Password = "guess" }, TimeProvider.System, None));
        Assert.Contains("401", fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task AppendAsync_Gzip_Stored()
    {
        var options = Options() with { Gzip = true };
        await using var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, None);
        var batch = Reports.Seconds("live", Reports.Bike, 0, 500);

        await store.AppendAsync(batch, None);

        var read = await store.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).ToListAsync();
        Assert.Equal(batch.Reports.ToArray(), read);
    }

    [SkippableFact]
    public async Task AppendAsync_EarliestAndLatestTimes_RoundTrip()
    {
        await using var store = await InfluxReportStore.OpenAsync(Options(), TimeProvider.System, None);
        long[] times = [long.MinValue / 1_000, -1, 0, long.MaxValue / 1_000];
        var reports = times.Select(Reports.At).ToArray();

        var outcomes = await store.AppendAsync(Reports.Batch("live", Reports.Bike, reports), None);

        Assert.All(outcomes, outcome => Assert.Equal(Stored, outcome));
        var read = await store.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).ToListAsync();
        Assert.Equal(reports, read);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
    }

    private static Task ExecuteAsync(InfluxOptions options, string influxQl) =>
        PostAsync(options, $"query?q={Uri.EscapeDataString(influxQl)}", "");

    private static async Task PostAsync(InfluxOptions options, string path, string body)
    {
        using var client = new HttpClient { BaseAddress = options.Url };
        using var content = new StringContent(body, Encoding.UTF8);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }

    private InfluxOptions Options()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        return new InfluxOptions { Url = influxd.Url, Database = influxd.NewDatabase() };
    }
}
