using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Storage.Tests;

/// <summary>What every ledger must do. Each implementation derives and says how it is opened.</summary>
public abstract partial class LedgerConformance : IAsyncLifetime
{
    protected const string Live = "live";
    protected const string Drill = "night-drill-2";

    private static readonly CancellationToken None = CancellationToken.None;
    private ILedger? _ledger;

    private ILedger Ledger => _ledger!;

    public virtual async Task InitializeAsync()
    {
        _ledger = await OpenAsync();
        await Ledger.CreateExerciseAsync(new ExerciseRecord(Live, "Live", 1, 0, 0), None);
        await Ledger.CreateExerciseAsync(new ExerciseRecord(Drill, "Übung № 2 'x'", 2, 100, 100), None);
    }

    public virtual async Task DisposeAsync()
    {
        if (_ledger is not null)
            await _ledger.DisposeAsync();
    }

    /// <summary>Opens the ledger under test; again on the same data when it was closed before.</summary>
    protected abstract Task<ILedger> OpenAsync();

    [SkippableFact]
    public async Task CreateExerciseAsync_IdTaken_FalseAndUnchanged()
    {
        Assert.False(await Ledger.CreateExerciseAsync(new ExerciseRecord(Drill, "other", 9, 9, 9), None));

        Assert.Equal(
            [new ExerciseRecord(Live, "Live", 1, 0, 0), new ExerciseRecord(Drill, "Übung № 2 'x'", 2, 100, 100)],
            await Ledger.ReadExercisesAsync(None));
    }

    [SkippableFact]
    public async Task DeleteExerciseAsync_ADrill_TakesAllOfItAndNothingElse()
    {
        foreach (var exercise in new[] { Live, Drill })
        {
            await Ledger.AppendPlanAsync(new PlanRecord(exercise, 1, 0, 0, "me", "{}"), None);
            await Ledger.AppendGapsAsync(exercise, 10, 10, [Gaps.Open("g", 5)], None);
            await Ledger.AcknowledgeAsync(exercise, new Acknowledgement("g", "me", "", 11), None);
            await Ledger.AppendLateSpansAsync(exercise, 5, [("bike-1", 1, 2), ("bike-1", 2, 3)], None);
            await Ledger.CommitAsync(
                exercise,
                new PresenceChanges([], [new Presence("z", "bike-1", DeviceKind.Bike, 1, 2)]),
                new CheckpointRecord(1, 1, 1, 1, new byte[] { 1 }),
                None);
            await Ledger.RegisterDevicesAsync(exercise, [new DeviceRecord(Reports.Bike, 1)], None);
        }

        await Ledger.DeleteExerciseAsync(Drill, None);
        await Ledger.DeleteExerciseAsync(Drill, None);
        await Ledger.CreateExerciseAsync(new ExerciseRecord(Drill, "again", 5, 0, 0), None);

        Assert.Equal((0, 0, 0, 0, 0, 0), await CountAsync(Drill));
        Assert.Equal((1, 1, 2, 1, 1, 1), await CountAsync(Live));
        var row = Assert.Single(await Ledger.AppendGapsAsync(Drill, 0, 0, [Gaps.Open("g", 5)], None));
        Assert.Equal((1, null), (row.Sequence, row.Acknowledgement));
    }

    [SkippableFact]
    public async Task AppendPlanAsync_VersionTaken_FalseAndDocumentsStayByteForByte()
    {
        const string Document = "{\r\n  \"name\": \"舊城 \\u0041 'quoted'\" }\n\n";
        Assert.True(await Ledger.AppendPlanAsync(new PlanRecord(Live, 2, 20, 21, "a", Document), None));
        Assert.True(await Ledger.AppendPlanAsync(new PlanRecord(Live, 1, 10, 11, "b", "{}"), None));

        Assert.False(await Ledger.AppendPlanAsync(new PlanRecord(Live, 2, 30, 31, "c", "other"), None));

        Assert.Equal(
            [new PlanRecord(Live, 1, 10, 11, "b", "{}"), new PlanRecord(Live, 2, 20, 21, "a", Document)],
            await Ledger.ReadPlansAsync(Live, None));
        Assert.Empty(await Ledger.ReadPlansAsync(Drill, None));
    }

    [SkippableFact]
    public async Task Anything_OfAnExerciseThatIsNotThere_Refused()
    {
        const string Nobody = "deleted-drill";

        await Assert.ThrowsAsync<StoreException>(() => Ledger.AppendGapsAsync(Nobody, 1, 1, [], None));
        await Assert.ThrowsAsync<StoreException>(
            () => Ledger.AppendPlanAsync(new PlanRecord(Nobody, 1, 1, 1, "me", "{}"), None));
        await Assert.ThrowsAsync<StoreException>(() => Ledger.AppendLateSpansAsync(Nobody, 5, [("d", 1, 2)], None));
        await Assert.ThrowsAsync<StoreException>(
            () => Ledger.CommitAsync(Nobody, new([], []), new CheckpointRecord(1, 1, 0, 0, default), None));
    }

    [SkippableFact]
    public async Task AppendLateSpansAsync_AcrossCommitAndReopening_SequencesAscend()
    {
        Assert.Equal(2, await Ledger.AppendLateSpansAsync(Live, 5, [("bike-1", 1, 2), ("bike-2", 3, 4)], None));
        Assert.Equal(1, await Ledger.AppendLateSpansAsync(Drill, 5, [("bike-1", 9, 9)], None));
        Assert.Equal([new LateSpan(2, "bike-2", 3, 4)], await Ledger.ReadLateSpansAsync(Live, 1, None));

        await Ledger.CommitAsync(Live, new([], []), new CheckpointRecord(1, 1, 5, 2, new byte[] { 7 }), None);
        await ReopenAsync();
        Assert.Equal(2, (await Ledger.ReadLateSpansAsync(Live, 0, None)).Count);

        var forgotten = 6 + TimeUs.Of(Limits.PresenceHistory);
        await Ledger.CommitAsync(Live, new([], []), new CheckpointRecord(forgotten, 1, 5, 1, new byte[] { 7 }), None);

        Assert.Equal([new LateSpan(2, "bike-2", 3, 4)], await Ledger.ReadLateSpansAsync(Live, 0, None));
        Assert.Equal(3, await Ledger.AppendLateSpansAsync(Live, 5, [("bike-1", 5, 6)], None));
        Assert.Single(await Ledger.ReadLateSpansAsync(Drill, 0, None));
    }

    [SkippableFact]
    public async Task ReadLateSpansAsync_ByWhenNotedAndOfWhen_BothEndsOfASpanBelongToIt()
    {
        await Ledger.AppendLateSpansAsync(Live, 10, [("a", 100, 200), ("b", 300, 300)], None);
        await Ledger.AppendLateSpansAsync(Live, 20, [("c", 150, 250)], None);

        async Task<string> FindAsync(TimeRange recorded, TimeRange meeting) => string.Concat(
            (await Ledger.ReadLateSpansAsync(Live, recorded, meeting, None)).Select(span => span.DeviceId));

        Assert.Equal("abc", await FindAsync(TimeRange.Always, TimeRange.Always));
        Assert.Equal("ab", await FindAsync(new TimeRange(10, 20), TimeRange.Always));
        Assert.Equal("ac", await FindAsync(TimeRange.Always, new TimeRange(200, 300)));
        Assert.Equal("b", await FindAsync(TimeRange.Always, new TimeRange(300, 301)));
    }

    [SkippableFact]
    public async Task CommitAsync_AgainAndAgain_LastCheckpointHolds()
    {
        Assert.Null(await Ledger.ReadCheckpointAsync(Live, None));
        var state = new byte[300_000];
        new Random(1).NextBytes(state);
        await Ledger.CommitAsync(Live, new([], []), new CheckpointRecord(70, 7, 1, 0, new byte[] { 1, 0, 255 }), None);
        await Ledger.CommitAsync(Live, new([], []), new CheckpointRecord(80, 8, 2, 4, state), None);
        await Ledger.CommitAsync(Drill, new([], []), new CheckpointRecord(90, 9, 3, 5, new byte[] { 1 }), None);
        await ReopenAsync();

        var read = await Ledger.ReadCheckpointAsync(Live, None);

        Assert.Equal((80, 8, 2, 4), (read!.RecordedUs, read.WatermarkUs, read.RecoverFromUs, read.LateSequence));
        Assert.Equal(state, read.State.ToArray());
    }

    [SkippableFact]
    public async Task CommitAsync_RemovedAndAdded_RemovedGoFirst()
    {
        var first = new Presence("zone-1", "bike-1", DeviceKind.Bike, 100, 200);
        var stays = new Presence("zone-1", "drone-1", DeviceKind.Drone, 100, 200, EarliestUs: 90, LatestUs: 210);
        var longer = first with { EndUs = 300 };
        await CommitAsync([], [first, stays]);

        await CommitAsync([first], [longer]);

        Assert.Equal([longer, stays], await ReadPresencesAsync(TimeRange.Always, null));
    }

    [SkippableFact]
    public async Task ReadPresencesAsync_RangeAndPlaces_ClosedEndsMeetHalfOpenRange()
    {
        Presence At(string place, long start, long end) => new(place, "bike-1", DeviceKind.Bike, start, end);
        await CommitAsync([], [At("b", 10, 20), At("a", 30, 40), At("a", 20, 25), At("c", 1, 99)]);

        Assert.Equal(
            [At("a", 20, 25), At("b", 10, 20), At("c", 1, 99)], await ReadPresencesAsync(new TimeRange(20, 30), null));
        Assert.Equal([At("a", 20, 25), At("a", 30, 40)], await ReadPresencesAsync(TimeRange.Always, ["a", "nowhere"]));
        Assert.Empty(await ReadPresencesAsync(TimeRange.Always, []));
    }

    [SkippableFact]
    public async Task ReadPresencesAsync_AsOf_WhatWasRecordedThen()
    {
        var first = new Presence("zone-1", "bike-1", DeviceKind.Bike, 100, 200);
        var longer = first with { EndUs = 300 };
        var other = new Presence("zone-2", "bike-1", DeviceKind.Bike, 400, 500);
        await CommitAsync([], [first], recordedUs: 10);
        await CommitAsync([first], [longer, other], recordedUs: 20);
        await CommitAsync([other], [], recordedUs: 30);
        await ReopenAsync();

        Assert.Empty(await ReadPresencesAsync(TimeRange.Always, null, recordedBeforeUs: 10));
        Assert.Equal([first], await ReadPresencesAsync(TimeRange.Always, null, recordedBeforeUs: 20));
        Assert.Equal([longer, other], await ReadPresencesAsync(TimeRange.Always, null, recordedBeforeUs: 21));
        Assert.Equal([other], await ReadPresencesAsync(new TimeRange(301, 600), ["zone-2"], recordedBeforeUs: 30));
        Assert.Equal([longer], await ReadPresencesAsync(TimeRange.Always, null, recordedBeforeUs: 31));
        Assert.Equal([longer], await ReadPresencesAsync(TimeRange.Always, null));
    }

    [SkippableFact]
    public async Task CommitAsync_LongAfterARemoval_ThePastIsForgotten()
    {
        var gone = new Presence("zone-1", "bike-1", DeviceKind.Bike, 100, 200);
        var history = TimeUs.Of(Limits.PresenceHistory);
        await CommitAsync([], [gone], recordedUs: 10);
        await CommitAsync([gone], [], recordedUs: 20);
        await CommitAsync([], [], recordedUs: 20 + history);
        Assert.Equal([gone], await ReadPresencesAsync(TimeRange.Always, null, recordedBeforeUs: 20));

        await CommitAsync([], [], recordedUs: 21 + history);

        Assert.Empty(await ReadPresencesAsync(TimeRange.Always, null, recordedBeforeUs: 20));
        Assert.Null(await Ledger.ReadCutAsync(Live, 21, None));
    }

    [SkippableFact]
    public async Task ReadCutAsync_AsOf_TheLastBefore()
    {
        Assert.Null(await Ledger.ReadCutAsync(Live, null, None));
        await CommitAsync([], [], recordedUs: 10, watermarkUs: 1_000);
        await CommitAsync([], [], recordedUs: 20, watermarkUs: 2_000);

        Assert.Null(await Ledger.ReadCutAsync(Live, 10, None));
        Assert.Equal(new Cut(10, 1_000), await Ledger.ReadCutAsync(Live, 20, None));
        Assert.Equal(new Cut(20, 2_000), await Ledger.ReadCutAsync(Live, null, None));
        Assert.Null(await Ledger.ReadCutAsync(Drill, null, None));
    }

    [SkippableFact]
    public async Task CommitAsync_ThousandsOfPresences_AllThere()
    {
        var many = Enumerable.Range(0, 5_000)
            .Select(n => new Presence($"zone-{n % 500}", $"bike-{n / 500}", DeviceKind.Bike, n, n + 10)).ToList();
        await CommitAsync([], many);
        await CommitAsync(many.Where((_, n) => n % 2 == 0).ToList(), []);

        Assert.Equal(2_500, (await ReadPresencesAsync(TimeRange.Always, null)).Count);
    }

    [SkippableFact]
    public async Task ReadStaysAsync_MoreThanASlice_ThoseOfThePlacesByStart()
    {
        const long Minute = 60 * TimeUs.PerSecond;
        var random = new Random(3);
        var many = Enumerable.Range(0, 300_000).Select(n =>
        {
            var (start, length) = (n * Minute / 50, random.NextInt64(Minute));
            var kind = (DeviceKind)(1 + (n % 4));
            var end = start + length;
            return new Presence($"zone-{random.Next(300)}", $"d{n % 7}", kind, start, end, start - n, end + n);
        }).OrderBy(presence => presence.EndUs).ToList();
        await CommitAsync([], many, recordedUs: 10);
        await CommitAsync(many.Take(1_000).ToList(), [], recordedUs: 20);
        var places = Enumerable.Range(1, 400).Select(n => $"zone-{n}").ToList();
        var range = new TimeRange(1_000 * Minute, 5_000 * Minute);

        foreach (var (asOfUs, known) in new[] { (20L, many), (21L, many.Skip(1_000)) })
        {
            var expected = known
                .Where(p => p.StartUs < range.EndUs && p.EndUs >= range.StartUs && p.PlaceId != "zone-0")
                .GroupBy(p => p.PlaceId)
                .ToDictionary(of => of.Key, of => of.OrderBy(p => p.StartUs).Select(p => Stay.Of(p)).ToList());
            var (read, slices) = (places.ToDictionary(place => place, _ => new List<Stay>()), 0);
            await foreach (var slice in Ledger.ReadStaysAsync(Live, range, places, asOfUs, None))
            {
                using (slice)
                {
                    for (var i = 0; i < places.Count; i++)
                        read[places[i]].AddRange(slice.Of(i));
                    slices++;
                }
            }

            Assert.InRange(slices, 2, 5);
            Assert.All(places, place => Assert.Equal(expected.GetValueOrDefault(place, []), read[place]));
        }
    }

    [SkippableFact]
    public async Task ReadStaysAsync_NothingThereOrLeftHalfWay_EndsWell()
    {
        var none = Ledger.ReadStaysAsync(Live, new TimeRange(0, 9), [], 9, None);
        Assert.Empty(await none.SelectMany(_ => AsyncEnumerable.Empty<int>()).ToListAsync());
        await CommitAsync([], [new Presence("z", "d", DeviceKind.Bike, 1, 2)]);

        await foreach (var slice in Ledger.ReadStaysAsync(Live, new TimeRange(0, 9), ["y", "z"], 9, None))
        {
            Assert.Equal((0, 1), (slice.Of(0).Length, slice.Of(1).Length));
            break;
        }
    }

    [SkippableFact]
    public async Task RegisterDevicesAsync_KnownAndNew_FirstSeenStays()
    {
        var moved = Reports.Bike with { Unit = "harbour", Kind = DeviceKind.Handset };
        var drone = new DeviceIdentity("drone-1", DeviceKind.Drone, "");
        await Ledger.RegisterDevicesAsync(Live, [new DeviceRecord(Reports.Bike, 5)], None);

        await Ledger.RegisterDevicesAsync(
            Live, [new(Reports.Bike, 8), new(drone, 9), new(moved, 9)], None);
        await Ledger.RegisterDevicesAsync(Live, [], None);

        Assert.Equal(
            [new DeviceRecord(moved, 5), new DeviceRecord(drone, 9)], await Ledger.ReadDevicesAsync(Live, None));
        Assert.Empty(await Ledger.ReadDevicesAsync(Drill, None));
    }

    [SkippableFact]
    public async Task Writes_FromManyCallersAtOnce_EachWhole()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Task.WhenAll(
            Ledger.AppendGapsAsync(Live, n, n, [Gaps.Open($"g{n}", n), Gaps.Open($"h{n}", n)], None),
            Ledger.AppendLateSpansAsync(Live, 5, [($"d{n}", n, n)], None),
            Ledger.RegisterDevicesAsync(Live, [new(Reports.Bike with { Id = $"d{n}" }, n)], None),
            Ledger.AppendAuditAsync(Live, n, "me", "did", "it", None),
            Ledger.ReadGapsAsync(new GapQuery(Live), None))));

        var rows = await Ledger.ReadGapsSinceAsync(Live, 0, 1_000, None);
        Assert.Equal(Enumerable.Range(1, 40).Select(n => (long)n), rows.Select(row => row.Sequence));
        Assert.Equal(20, (await Ledger.ReadDevicesAsync(Live, None)).Count);
        Assert.Equal(19, (await Ledger.ReadExercisesAsync(None))[0].ClockUs);
    }

    protected async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        _ledger = await OpenAsync();
    }

    private Task CommitAsync(
        IReadOnlyList<Presence> removed, IReadOnlyList<Presence> added, long recordedUs = 1, long watermarkUs = 0) =>
        Ledger.CommitAsync(
            Live, new(removed, added), new CheckpointRecord(recordedUs, watermarkUs, 0, 0, new byte[] { 1 }), None);

    private async Task<List<Presence>> ReadPresencesAsync(
        TimeRange range, IReadOnlyCollection<string>? places, long? recordedBeforeUs = null) =>
        await Ledger.ReadPresencesAsync(new PresenceQuery(Live, range, places, recordedBeforeUs), None).ToListAsync();

    private async Task<(int Plans, int Gaps, int Spans, int Presences, int Checkpoints, int Devices)> CountAsync(
        string exercise) =>
        ((await Ledger.ReadPlansAsync(exercise, None)).Count,
            (await Ledger.ReadGapsAsync(new GapQuery(exercise), None)).Count,
            (await Ledger.ReadLateSpansAsync(exercise, 0, None)).Count,
            (await Ledger.ReadPresencesAsync(new PresenceQuery(exercise, TimeRange.Always), None).ToListAsync()).Count,
            await Ledger.ReadCheckpointAsync(exercise, None) is null ? 0 : 1,
            (await Ledger.ReadDevicesAsync(exercise, None)).Count);
}
