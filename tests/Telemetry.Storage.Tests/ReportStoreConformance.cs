using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using static Telemetry.Storage.AppendOutcome;

namespace Telemetry.Storage.Tests;

/// <summary>What every report store must do. Each implementation derives and says how it is opened.</summary>
public abstract class ReportStoreConformance : IAsyncLifetime
{
    protected const string Live = "live";
    protected const string Drill = "night-drill-2";

    private static readonly CancellationToken None = CancellationToken.None;
    private IReportStore? _store;

    private IReportStore Store => _store!;

    public virtual async Task InitializeAsync() => _store = await OpenAsync();

    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    /// <summary>Opens the store under test; again on the same data when it was closed before.</summary>
    protected abstract Task<IReportStore> OpenAsync();

    [SkippableFact]
    public async Task AppendAsync_NewReports_StoredAndReadBack()
    {
        var batch = Reports.Seconds(Live, Reports.Bike, 0, 5);

        Assert.Equal(Enumerable.Repeat(Stored, 5), await Store.AppendAsync(batch, None));
        Assert.Equal(batch.Reports.ToArray(), await ReadAsync(Live, Reports.Bike.Id));
    }

    [SkippableFact]
    public async Task AppendAsync_EmptyBatch_NoOutcomes() =>
        Assert.Empty(await Store.AppendAsync(Reports.Batch(Live, Reports.Bike), None));

    [SkippableFact]
    public async Task AppendAsync_SameFixTimeAgain_FirstWins()
    {
        var first = Reports.AtSecond(1);
        await Store.AppendAsync(Reports.Batch(Live, Reports.Bike, first), None);

        var outcomes = await Store.AppendAsync(
            Reports.Batch(Live, Reports.Bike, first with { SpeedMps = 99 }, Reports.AtSecond(2)), None);

        Assert.Equal([Duplicate, Stored], outcomes);
        Assert.Equal([first, Reports.AtSecond(2)], await ReadAsync(Live, Reports.Bike.Id));
    }

    [SkippableFact]
    public async Task AppendAsync_SameFixTimeTwiceInOneBatch_FirstWins()
    {
        var first = Reports.AtSecond(1);
        Report[] reports = [Reports.AtSecond(3), first, first with { SpeedMps = 99 }, Reports.AtSecond(3)];

        var outcomes = await Store.AppendAsync(new ReportBatch(Live, Reports.Bike, reports), None);

        Assert.Equal([Stored, Stored, Duplicate, Duplicate], outcomes);
        Assert.Equal([first, Reports.AtSecond(3)], await ReadAsync(Live, Reports.Bike.Id));
    }

    [SkippableFact]
    public async Task AppendAsync_OutOfOrder_StoredAndReadAscending()
    {
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 10, 5), None);
        var late = await Store.AppendAsync(
            Reports.Batch(Live, Reports.Bike, Reports.AtSecond(9), Reports.AtSecond(3), Reports.AtSecond(12.5)), None);

        Assert.Equal([Stored, Stored, Stored], late);
        var times = (await ReadAsync(Live, Reports.Bike.Id)).Select(r => r.FixTimeUs).ToArray();
        Assert.Equal(new double[] { 3, 9, 10, 11, 12, 12.5, 13, 14 }.Select(Reports.Second), times);
    }

    [SkippableFact]
    public async Task AppendAsync_AfterReopening_StillKnowsWhatIsStored()
    {
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 10), None);
        await ReopenAsync();

        var reports = new double[] { 9, 4, 4.5, 10 }.Select(Reports.AtSecond).ToArray();
        var outcomes = await Store.AppendAsync(new ReportBatch(Live, Reports.Bike, reports), None);

        Assert.Equal([Duplicate, Duplicate, Stored, Stored], outcomes);
        Assert.Equal(12, (await ReadAsync(Live, Reports.Bike.Id)).Count);
    }

    [SkippableFact]
    public async Task AppendAsync_SameDeviceAnotherUnitOrKind_StillOneDevice()
    {
        var moved = Reports.Bike with { Unit = "harbour", Kind = DeviceKind.Handset };
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 2), None);

        var outcomes = await Store.AppendAsync(Reports.Seconds(Live, moved, 1, 2), None);

        Assert.Equal([Duplicate, Stored], outcomes);
        Assert.Equal(3, (await ReadAsync(Live, Reports.Bike.Id)).Count);
        var chunks = await ReadChunksAsync(Live, TimeRange.Always);
        Assert.Equal(
            [(Reports.Bike, Reports.Second(0)), (Reports.Bike, Reports.Second(1)), (moved, Reports.Second(2))],
            chunks.SelectMany(c => c.Reports.ToArray().Select(r => (c.Device, r.FixTimeUs))));
    }

    [SkippableFact]
    public async Task ReadDeviceAsync_EveryFieldAtItsOddest_RoundTripsExactly()
    {
        Report[] odd =
        [
            new() { FixTimeUs = Reports.StartUs, Position = new(0.1 + 0.2, -179.99999999999997) },
            new()
            {
                FixTimeUs = Reports.StartUs + 1,
                ReceiveTimeUs = Reports.StartUs + 999_999,
                Position = new(-89.999999999999986, double.Epsilon),
                AltitudeM = 0.1f,
                HeightM = -0.33333334f,
                SpeedMps = float.Epsilon,
                HeadingDeg = 359.99997f,
                AccuracyM = 1e-7f,
                BatteryPercent = 0,
                Status = DeviceStatus.Fault,
                TooLate = true,
                Camera = new CameraPose(-90, 12.345679f, 84.1f, 63.7f),
            },
            Reports.At(Reports.StartUs + 2) with { Camera = new CameraPose(null, 0, null, null) },
            Reports.At(Reports.StartUs + 3) with { SpeedMps = null, HeightM = float.MaxValue, BatteryPercent = 100 },
            Reports.At(Reports.StartUs + 4) with { Status = DeviceStatus.Unspecified, AltitudeM = -11_034.5f },
        ];
        await Store.AppendAsync(new ReportBatch(Live, Reports.Bike, odd), None);

        Assert.Equal(odd, await ReadAsync(Live, Reports.Bike.Id));
        Assert.Equal(odd, (await ReadChunksAsync(Live, TimeRange.Always)).SelectMany(c => c.Reports.ToArray()));
    }

    [SkippableTheory]
    [InlineData("單車-七", "隊伍 Ω")]
    [InlineData("a b,c=d", "x,y z=1")]
    [InlineData("it's \"quoted\"", "'; DROP TABLE report; --")]
    [InlineData("back\\slash\\", "unit\\")]
    [InlineData("🚲", "")]
    [InlineData("a-device-whose-name-is-as-long-as-a-device-name-may-ever-be-64-ch", "%_$1{0}")]
    public async Task AppendAsync_OddIds_RoundTrip(string id, string unit)
    {
        var odd = new DeviceIdentity(id, DeviceKind.Drone, unit);
        await Store.AppendAsync(Reports.Seconds(Live, odd, 0, 3), None);
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 3), None);

        Assert.Equal(Reports.Seconds(Live, odd, 0, 3).Reports.ToArray(), await ReadAsync(Live, id));
        Assert.Contains(odd, (await ReadChunksAsync(Live, TimeRange.Always)).Select(c => c.Device));
        Assert.Equal([Duplicate], await Store.AppendAsync(Reports.Seconds(Live, odd, 1, 1), None));
    }

    [SkippableFact]
    public async Task ReadDeviceAsync_Range_IsHalfOpen()
    {
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 10), None);

        var read = await ReadAsync(Live, Reports.Bike.Id, new TimeRange(Reports.Second(2), Reports.Second(5)));

        Assert.Equal(Reports.Seconds(Live, Reports.Bike, 2, 3).Reports.ToArray(), read);
        Assert.Empty(await ReadAsync(Live, Reports.Bike.Id, new TimeRange(Reports.Second(5), Reports.Second(5))));
    }

    [SkippableFact]
    public async Task ReadAllAsync_Range_IsHalfOpen()
    {
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 10), None);

        var chunks = await ReadChunksAsync(Live, new TimeRange(Reports.Second(2), Reports.Second(5)));

        Assert.Equal(
            Reports.Seconds(Live, Reports.Bike, 2, 3).Reports.ToArray(), chunks.SelectMany(c => c.Reports.ToArray()));
    }

    [SkippableFact]
    public async Task ReadAsync_NothingStored_Empty()
    {
        Assert.Empty(await ReadAsync(Drill, "nobody"));
        Assert.Empty(await ReadChunksAsync(Drill, TimeRange.Always));
        await Store.CheckAsync(None);
    }

    [SkippableFact]
    public async Task ReadNewestAsync_Range_GivesEachDevicesLastOne()
    {
        var drone = new DeviceIdentity("drone-1", DeviceKind.Drone, "old-town");
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 10), None);
        await Store.AppendAsync(Reports.Seconds(Live, drone, 3, 3), None);
        await Store.AppendAsync(Reports.Batch(Live, Reports.Bike, Reports.AtSecond(20)), None);

        var range = new TimeRange(Reports.AtSecond(2).FixTimeUs, Reports.AtSecond(8).FixTimeUs);
        var newest = await Store.ReadNewestAsync(Live, range, None).ToListAsync();
        var before = new TimeRange(0, Reports.AtSecond(0).FixTimeUs);

        Assert.Equal(
            [(Reports.Bike, Reports.AtSecond(7)), (drone, Reports.AtSecond(5))],
            newest.Select(chunk => (chunk.Device, Assert.Single(chunk.Reports.ToArray())))
                .OrderBy(row => row.Device.Id));
        Assert.Empty(await Store.ReadNewestAsync(Live, before, None).ToListAsync());
        Assert.Empty(await Store.ReadNewestAsync(Drill, TimeRange.Always, None).ToListAsync());
    }

    [SkippableFact]
    public async Task ReadAllAsync_ManyDevices_EachWholeAndAscendingInBoundedChunks()
    {
        const int devices = 40, perDevice = 250;
        var appends = Enumerable.Range(0, devices).Select(d =>
            Store.AppendAsync(Reports.Seconds(Live, new($"d-{d}", DeviceKind.Bike, $"u-{d % 3}"), 0, perDevice), None));
        await Task.WhenAll(appends);

        var chunks = await ReadChunksAsync(Live, TimeRange.Always);

        Assert.All(chunks, c => Assert.InRange(c.Reports.Length, 1, IReportStore.ReadChunkReports));
        var byDevice = chunks.GroupBy(c => c.Device.Id, c => c.Reports.ToArray())
            .ToDictionary(g => g.Key, g => g.SelectMany(r => r));
        Assert.Equal(devices, byDevice.Count);
        var expected = Reports.Seconds(Live, Reports.Bike, 0, perDevice).Reports.ToArray();
        Assert.All(byDevice.Values, reports => Assert.Equal(expected, reports));
    }

    [SkippableFact]
    public async Task AppendAsync_TwoExercises_NeverMix()
    {
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 3), None);

        var outcomes = await Store.AppendAsync(Reports.Seconds(Drill, Reports.Bike, 1, 3), None);

        Assert.Equal([Stored, Stored, Stored], outcomes);
        Assert.Equal([0, 1, 2], await ReadSecondsAsync(Live));
        Assert.Equal([1, 2, 3], await ReadSecondsAsync(Drill));
        Assert.Equal(Drill, Assert.Single(await ReadChunksAsync(Drill, TimeRange.Always)).ExerciseId);
    }

    [SkippableFact]
    public async Task DropExerciseAsync_ADrill_RemovesItAndNothingElse()
    {
        await Store.AppendAsync(Reports.Seconds(Live, Reports.Bike, 0, 3), None);
        await Store.AppendAsync(Reports.Seconds(Drill, Reports.Bike, 0, 3), None);

        await Store.DropExerciseAsync(Drill, None);
        await Store.DropExerciseAsync(Drill, None);

        Assert.Empty(await ReadAsync(Drill, Reports.Bike.Id));
        Assert.Equal(3, (await ReadAsync(Live, Reports.Bike.Id)).Count);
        Assert.Equal([Stored], await Store.AppendAsync(Reports.Seconds(Drill, Reports.Bike, 1, 1), None));
        Assert.Single(await ReadAsync(Drill, Reports.Bike.Id));
    }

    [SkippableFact]
    public async Task AppendAsync_ManyCallersAtOnceWithRepeats_EachReportStoredOnce()
    {
        const int callers = 16, batches = 20, size = 25;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, callers).Select(async caller =>
        {
            // Two callers share a device and send the same reports.
            var device = Reports.Bike with { Id = $"d-{caller / 2}" };
            var stored = 0;
            for (var batch = 0; batch < batches; batch++)
            {
                var result = await Store.AppendAsync(Reports.Seconds(Live, device, batch * size, size), None);
                stored += result.Count(o => o == Stored);
            }

            return stored;
        }));

        Assert.Equal(callers / 2 * batches * size, outcomes.Sum());
        var expected = Reports.Seconds(Live, Reports.Bike, 0, batches * size).Reports.ToArray();
        for (var device = 0; device < callers / 2; device++)
            Assert.Equal(expected, await ReadAsync(Live, $"d-{device}"));
    }

    [SkippableFact]
    public async Task AppendAsync_BatchesOfOneDeviceNotAwaited_TakenInOrder()
    {
        var batches = Enumerable.Range(0, 50).Select(n =>
            Reports.Batch(Live, Reports.Bike, Reports.AtSecond(1) with { SpeedMps = n }, Reports.AtSecond(n + 2)));

        var outcomes = await Task.WhenAll(batches.Select(batch => Store.AppendAsync(batch, None)).ToArray());

        Assert.Equal(Stored, outcomes[0][0]);
        Assert.All(outcomes.Skip(1), o => Assert.Equal([Duplicate, Stored], o));
        Assert.Equal(0, (await ReadAsync(Live, Reports.Bike.Id))[0].SpeedMps);
    }

    [SkippableFact]
    public async Task ReadDeviceAsync_Reopened_EverythingThere()
    {
        var batch = Reports.Seconds(Drill, Reports.Bike, 0, 700);
        await Store.AppendAsync(batch, None);
        await ReopenAsync();

        Assert.Equal(batch.Reports.ToArray(), await ReadAsync(Drill, Reports.Bike.Id));
    }

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync();
    }

    private async Task<IEnumerable<double>> ReadSecondsAsync(string exercise) =>
        (await ReadAsync(exercise, Reports.Bike.Id)).Select(r => (r.FixTimeUs - Reports.StartUs) / 1e6);

    protected Task<List<Report>> ReadAsync(string exercise, string device) =>
        ReadAsync(exercise, device, TimeRange.Always);

    private async Task<List<Report>> ReadAsync(string exercise, string device, TimeRange range) =>
        await Store.ReadDeviceAsync(exercise, device, range, None).ToListAsync();

    private async Task<List<ReportBatch>> ReadChunksAsync(string exercise, TimeRange range) =>
        await Store.ReadAllAsync(exercise, range, None).ToListAsync();
}
