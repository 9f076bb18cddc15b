using DuckDB.NET.Data;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;
using Telemetry.Storage.DuckDb;
using Telemetry.Storage.Sql;
using static Telemetry.Storage.AppendOutcome;

namespace Telemetry.Storage.Tests.DuckDb;

public sealed class DuckDbFileTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _folder.Delete();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task OpenAsync_NoDuckDbFile_StoreExceptionNamesIt()
    {
        var path = _folder.File("notes.txt");
        await File.WriteAllTextAsync(path, new string('x', 10_000));

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync("notes.txt"));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NewerSchema_Refused()
    {
        await using (var file = await OpenAsync())
        {
            using var connection = file.Connect();
            connection.Execute("UPDATE schema_version SET version = 99 WHERE part = 'ledger'");
        }

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync());

        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_PresencesWithoutRecordHistory_AreKept()
    {
        using (var connection = new DuckDBConnection($"Data Source={_folder.File("patrol.duckdb")}"))
        {
            connection.Open();
            connection.Execute("CREATE TABLE schema_version (part TEXT, version INTEGER, applied_us BIGINT)");
            connection.Execute("INSERT INTO schema_version VALUES ('ledger', 1, 0)");
            connection.Execute(LedgerSchema.Steps[0]);
            connection.Execute("INSERT INTO presence VALUES ('live', 'z', 'd', 1, 5, 6), ('drill', 'z', 'z', 2, 7, 8)");
            connection.Execute("INSERT INTO checkpoint VALUES ('live', 3, 4, ''::BLOB)");
        }

        await using var file = await OpenAsync();

        var query = new PresenceQuery("drill", TimeRange.Always);
        Assert.Equal(
            [new Presence("z", "z", DeviceKind.Drone, 7, 8)],
            await file.Ledger.ReadPresencesAsync(query, None).ToListAsync());
        Assert.Equal(
            [new Presence("z", "d", DeviceKind.Bike, 5, 6)],
            await file.Ledger.ReadPresencesAsync(query with { ExerciseId = "live", RecordedBeforeUs = 1 }, None)
                .ToListAsync());
        Assert.Equal(3, (await file.Ledger.ReadCheckpointAsync("live", None))!.RecoverFromUs);
    }

    [Fact]
    public async Task OpenAsync_PathWithOddCharacters_Works()
    {
        await using var file = await OpenAsync("a folder/it's; a=b.duckdb");

        Assert.Equal([Stored], await file.Reports.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 1), None));
        Assert.True(File.Exists(_folder.File("a folder/it's; a=b.duckdb")));
    }

    [Fact]
    public async Task AppendAsync_MoreExercisesThanAreHeldReady_FirstStillWinsInEach()
    {
        await using var file = await OpenAsync();
        var exercises = Enumerable.Range(0, 70).Select(n => $"drill-{n}").ToList();

        foreach (var expected in new[] { Stored, Duplicate })
        {
            var outcomes = await Task.WhenAll(exercises.Select(
                exercise => file.Reports.AppendAsync(Reports.Seconds(exercise, Reports.Bike, 0, 2), None)));
            Assert.All(outcomes, outcome => Assert.Equal([expected, expected], outcome));
        }

        foreach (var exercise in exercises)
        {
            var outcomes = await file.Reports.AppendAsync(Reports.Seconds(exercise, Reports.Bike, 1, 2), None);
            Assert.Equal([Duplicate, Stored], outcomes);
        }
    }

    [Fact]
    public async Task AppendAsync_NoExerciseId_FailsThatGroupOnly()
    {
        await using var file = await OpenAsync();
        await file.Reports.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 2), None);

        await Assert.ThrowsAsync<StoreException>(
            () => file.Reports.AppendAsync(Reports.Seconds("x\" (a INT); --", Reports.Bike, 0, 1), None));

        Assert.Equal(
            [Duplicate, Stored], await file.Reports.AppendAsync(Reports.Seconds("live", Reports.Bike, 1, 2), None));
    }

    [Fact]
    public async Task AppendAsync_AfterDispose_StoreException()
    {
        var file = await OpenAsync();
        var reports = file.Reports;
        await file.DisposeAsync();
        await file.DisposeAsync();

        await Assert.ThrowsAsync<StoreException>(
            () => reports.AppendAsync(Reports.Seconds("live", Reports.Bike, 0, 1), None));
    }

    [Fact]
    public async Task DisposeAsync_WhileAppending_WritesWhatWasTakenIn()
    {
        var file = await OpenAsync();
        var appends = Enumerable.Range(0, 100)
            .Select(n => file.Reports.AppendAsync(Reports.Seconds("live", Reports.Bike, n * 10, 10), None)).ToArray();
        await file.DisposeAsync();

        Assert.All(await Task.WhenAll(appends), outcomes => Assert.All(outcomes, o => Assert.Equal(Stored, o)));
        await using var again = await OpenAsync();
        Assert.Equal(1_000, await CountAsync(again));
    }

    [Fact]
    public async Task ReadAllAsync_WhileAppendingAndDropping_OneSnapshot()
    {
        await using var file = await OpenAsync();
        await file.Reports.AppendAsync(Reports.Seconds("drill", Reports.Bike, 0, 1_000), None);
        await using var reading = file.Reports.ReadAllAsync("drill", TimeRange.Always, None).GetAsyncEnumerator(None);
        Assert.True(await reading.MoveNextAsync());
        var count = reading.Current.Reports.Length;

        await file.Reports.AppendAsync(Reports.Seconds("drill", Reports.Bike, 1_000, 1_000), None);
        await file.Reports.DropExerciseAsync("drill", None);
        while (await reading.MoveNextAsync())
            count += reading.Current.Reports.Length;

        Assert.Equal(1_000, count);
    }

    [Fact]
    public async Task ReadAllAsync_MoreThanASlice_EveryDeviceAscending()
    {
        const int devices = 4, perDevice = 80_000;
        await using var file = await OpenAsync();
        var appends = Enumerable.Range(0, devices).Select(n =>
            file.Reports.AppendAsync(Reports.Seconds("live", Reports.Bike with { Id = $"d{n}" }, 0, perDevice), None));
        await Task.WhenAll(appends);

        var lastUs = new Dictionary<string, long>();
        var count = 0;
        await foreach (var chunk in file.Reports.ReadAllAsync("live", TimeRange.Always, None))
        {
            foreach (var report in chunk.Reports.ToArray())
            {
                Assert.True(report.FixTimeUs > lastUs.GetValueOrDefault(chunk.Device.Id));
                lastUs[chunk.Device.Id] = report.FixTimeUs;
                count++;
            }
        }

        Assert.Equal(devices * perDevice, count);
    }

    private Task<DuckDbFile> OpenAsync(string name = "patrol.duckdb") =>
        DuckDbFile.OpenAsync(_folder.File(name), new DuckDbOptions(), TimeProvider.System, None);

    private static async Task<int> CountAsync(DuckDbFile file) =>
        await file.Reports.ReadDeviceAsync("live", Reports.Bike.Id, TimeRange.Always, None).CountAsync();
}
