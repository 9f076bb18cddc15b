using Telemetry.Core;
using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;
using static Telemetry.Storage.AppendOutcome;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>What a server may do to a write, and that no report is lost or acknowledged too soon by it.</summary>
public sealed class InfluxFaultTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMinutes(3);

    private readonly ObservedTime _time = new(RequestTimeout, DrainTimeout);
    private InfluxV1Server _server = null!;
    private InfluxReportStore? _store;

    public async Task InitializeAsync() => _server = await InfluxDialectServer.StartAsync<InfluxV1Server>();

    public async Task DisposeAsync()
    {
        // A test that failed may have left a write in its retries, which this clock would never end.
        for (var closing = _store?.DisposeAsync().AsTask(); closing is { IsCompleted: false };)
        {
            _time.Advance(DrainTimeout);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await _server.DisposeAsync();
    }

    [Fact]
    public async Task AppendAsync_TooManyRequests_WaitsAsLongAsAskedAndStores()
    {
        var store = await OpenAsync();
        _server.NextWrites.Enqueue(new(429, "slow down", new Dictionary<string, string> { ["Retry-After"] = "7" }));

        var append = store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 3), None);
        var delay = await _time.NextDelayAsync();

        Assert.InRange(delay, TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
        Assert.False(append.IsCompleted);
        var check = await Assert.ThrowsAsync<StoreException>(() => store.CheckAsync(None));
        Assert.Contains("429 slow down", check.Message, StringComparison.Ordinal);
        _time.Advance(delay);
        Assert.Equal([Stored, Stored, Stored], await append);
        Assert.Equal([3, 3], _server.Writes);
        await store.CheckAsync(None);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(408)]
    public async Task AppendAsync_AwayForLong_RetriesWithGrowingDelays(int status)
    {
        var store = await OpenAsync();
        const int refusals = 10;
        for (var i = 0; i < refusals; i++)
            _server.NextWrites.Enqueue(new(status, "{\"error\":\"away\"}"));

        var append = store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 1), None);
        var delays = new List<TimeSpan>();
        for (var i = 0; i < refusals; i++)
        {
            delays.Add(await _time.NextDelayAsync());
            _time.Advance(delays[^1]);
        }

        Assert.Equal([Stored], await append);
        Assert.InRange(delays[0], TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
        Assert.InRange(delays[^1], TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AppendAsync_AnswerLostAfterStoring_StoredOnce()
    {
        var store = await OpenAsync();
        _server.NextWrites.Enqueue(new(502, Writes: true));

        var append = store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 2), None);
        _time.Advance(await _time.NextDelayAsync());

        Assert.Equal([Stored, Stored], await append);
        Assert.Equal(2, _server.Points.Read("report").Count);
    }

    [Fact]
    public async Task AppendAsync_RepeatOfWhatIsUnderWay_NotAcknowledgedBeforeIt()
    {
        var store = await OpenAsync();
        _server.NextWrites.Enqueue(new(503));
        var batch = Reports.Seconds("live", Reports.Bike, 0, 2);

        var first = store.AppendAsync(batch, None);
        var delay = await _time.NextDelayAsync();
        var repeat = store.AppendAsync(batch, None);

        Assert.False(repeat.IsCompleted);
        _time.Advance(delay);
        Assert.Equal([Stored, Stored], await first);
        Assert.Equal([Duplicate, Duplicate], await repeat);
    }

    [Fact]
    public async Task AppendAsync_BodyTooLarge_HalvedUntilItFitsAndKeptSmall()
    {
        var store = await OpenAsync();
        await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 1), None);
        _server.BodyBytesMax = 4_000;

        var outcomes = await store.AppendAsync(Reports.Seconds("live", Reports.Bike, 1, 200), None);

        Assert.All(outcomes, outcome => Assert.Equal(Stored, outcome));
        Assert.Equal(201, _server.Points.Read("report").Count);
    }

    [Fact]
    public async Task AppendAsync_DatabaseRemovedMeanwhile_MadeAgain()
    {
        var store = await OpenAsync();
        _server.Databases.Clear();

        var append = store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 2), None);
        while (!append.IsCompleted)
        {
            var delay = _time.NextDelayAsync();
            if (await Task.WhenAny(append, delay) == delay)
                _time.Advance(await delay);
        }

        Assert.Equal([Stored, Stored], await append);
        Assert.Equal(2, _server.Points.Read("report").Count);
    }

    [Fact]
    public async Task AppendAsync_QueueFull_CallersWaitAndNothingIsLost()
    {
        var store = await OpenAsync(options => options with { QueueReports = 1_000, WritesInFlight = 1 });
        _server.NextWrites.Enqueue(new(503));

        var appends = Enumerable.Range(0, 30)
            .Select(d => store.AppendAsync(Reports.Seconds("live", Reports.Bike with { Id = $"d{d}" }, 0, 100), None))
            .ToList();
        _time.Advance(await _time.NextDelayAsync());

        var outcomes = (await Task.WhenAll(appends)).SelectMany(outcome => outcome);
        Assert.All(outcomes, outcome => Assert.Equal(Stored, outcome));
        Assert.Equal(3_000, _server.Points.Read("report").Count);
        Assert.All(_server.Writes, lines => Assert.InRange(lines, 1, 1_000));
    }

    [Fact]
    public async Task DisposeAsync_ReportsAccepted_WrittenFirst()
    {
        var store = await OpenAsync();
        _server.NextWrites.Enqueue(new(503));
        var append = store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 5), None);
        var delay = await _time.NextDelayAsync();

        var disposal = store.DisposeAsync();
        _time.Advance(delay);
        await disposal;

        Assert.Equal(5, (await append).Length);
        Assert.Equal(5, _server.Points.Read("report").Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => store.AppendAsync(Reports.Seconds("live", Reports.Bike, 9, 1), None));
    }

    [Fact]
    public async Task DisposeAsync_ServerStaysAway_EndsInTimeAndAcknowledgesNothing()
    {
        var store = await OpenAsync();
        for (var i = 0; i < 100; i++)
            _server.NextWrites.Enqueue(new(503));
        var append = store.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 5), None);
        await _time.NextDelayAsync();

        var disposal = store.DisposeAsync().AsTask();
        _time.Advance(DrainTimeout);
        await disposal;

        await Assert.ThrowsAsync<StoreException>(() => append);
    }

    [Fact]
    public async Task AppendAsync_CallerGivesUp_ReportsAreStoredAllTheSame()
    {
        var store = await OpenAsync();
        _server.NextWrites.Enqueue(new(503));
        using var gaveUp = new CancellationTokenSource();
        var batch = Reports.Seconds("live", Reports.Bike, 0, 2);
        var append = store.AppendAsync(batch, gaveUp.Token);
        var delay = await _time.NextDelayAsync();

        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append);
        var again = store.AppendAsync(batch, None);
        _time.Advance(delay);
        Assert.Equal([Duplicate, Duplicate], await again);
    }

    [Fact]
    public async Task AppendAsync_NamesThatLinesCannotCarry_RefusedWithoutAsking()
    {
        var store = await OpenAsync();
        foreach (var id in (string[])["two\nlines", "tab\tbed", "", "half \ud83d"])
            Assert.Equal([Refused], await store.AppendAsync(Reports.Seconds("live", new(id, default, ""), 0, 1), None));
        var nowhere = Reports.AtSecond(1) with { Position = new(double.NaN, 0) };
        var odd = Reports.Batch("live", Reports.Bike, nowhere, Reports.At(long.MaxValue));

        Assert.Equal([Refused, Refused], await store.AppendAsync(odd, None));
        Assert.Empty(_server.Writes);
    }

    [Fact]
    public async Task AppendAsync_ValuesNotFinite_LeftOut()
    {
        var store = await OpenAsync();
        var report = Reports.AtSecond(1) with { SpeedMps = float.NaN, AltitudeM = float.PositiveInfinity };

        await store.AppendAsync(Reports.Batch("live", Reports.Bike, report), None);

        var read = await store.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).ToListAsync();
        Assert.Equal([report with { SpeedMps = null, AltitudeM = null }], read);
    }

    [Fact]
    public async Task ReadDeviceAsync_ErrorInsideOk_StoreException()
    {
        var store = await OpenAsync();
        _server.Databases.Clear();

        var fault = await Assert.ThrowsAsync<StoreException>(
            async () => await store.ReadDeviceAsync("live", "x", TimeRange.Always, None).ToListAsync());

        Assert.Contains("database not found", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NotLetIn_SaysSo()
    {
        _server.Authorization = "Basic b3RoZXI=";
        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        Assert.Contains("401", fault.Message, StringComparison.Ordinal);
        Assert.Contains("authorization failed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NoDatabaseAndNotAllowedToMakeIt_SaysSo()
    {
        var fault = await Assert.ThrowsAsync<StoreException>(
            () => OpenAsync(options => options with { CreateDatabase = false }));
        Assert.Contains("database not found: patrol", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NobodyListens_SaysSo()
    {
        var url = new Uri($"http://127.0.0.1:{Telemetry.TestServers.FreePort.Take(1)[0]}");
        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(options => options with { Url = url }));
        Assert.Contains("cannot be reached", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_WrongSettings_AllNamed()
    {
        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(options => options with
        {
            Version = InfluxVersion.V2,
            MaxLinesPerWrite = 0,
            Url = new Uri("ftp://127.0.0.1"),
        }));
        foreach (var name in (string[])["MaxLinesPerWrite", "Url", "Organization"])
            Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    private async Task<InfluxReportStore> OpenAsync(Func<InfluxOptions, InfluxOptions>? change = null)
    {
        var options = new InfluxOptions
        {
            Url = _server.Url,
            RequestTimeout = RequestTimeout,
            DrainTimeout = DrainTimeout,
        };
        return _store = await InfluxReportStore.OpenAsync(change?.Invoke(options) ?? options, _time, None);
    }
}
