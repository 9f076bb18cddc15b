using Telemetry.Core;
using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Tests;

public abstract partial class LedgerConformance
{
    [SkippableFact]
    public async Task AppendGapsAsync_Revisions_RoundTripWithAscendingSequences()
    {
        var open = Gaps.Open("a", 1_000).UnverifiedBy("bike \"1\"", "單車,2");
        var closed = open.Closed(2_000, CloseReason.DutyEnded).Retracted();

        var first = await Ledger.AppendGapsAsync(Live, 1_005, 77, [open, Gaps.Open("b", 900)], None);
        await ReopenAsync();
        var second = await Ledger.AppendGapsAsync(Live, 2_005, 88, [closed], None);

        Assert.Equal([1L, 2L, 3L], first.Concat(second).Select(row => row.Sequence));
        Assert.Equal(
            [new GapRow(1, Live, 77, open, null), new GapRow(3, Live, 88, closed, null)],
            await Ledger.ReadGapHistoryAsync(Live, "a", null, None));
        Assert.Equal(first.Skip(1).Concat(second), await Ledger.ReadGapsSinceAsync(Live, 1, 10, None));
        Assert.Single(await Ledger.ReadGapsSinceAsync(Live, 0, 1, None));
        Assert.Empty(await Ledger.ReadGapHistoryAsync(Drill, "a", null, None));
    }

    [SkippableFact]
    public async Task AppendGapsAsync_ClockGoingBack_StaysAhead()
    {
        Assert.Empty(await Ledger.AppendGapsAsync(Drill, 500, 1, [], None));
        await Ledger.AppendGapsAsync(Drill, 400, 2, [], None);

        var exercises = await Ledger.ReadExercisesAsync(None);
        Assert.Equal([0L, 500L], exercises.Select(exercise => exercise.ClockUs));
    }

    [SkippableFact]
    public async Task ReadGapsAsync_NoFilter_LastRevisionsNewestFirst()
    {
        await WriteSampleAsync();

        Assert.Equal(["d/1", "b/1", "c/1", "a/2", "e/2"], await ListAsync(new GapQuery(Live)));
    }

    [SkippableFact]
    public async Task ReadGapsAsync_Filters_LookAtLastRevision()
    {
        await WriteSampleAsync();

        Assert.Equal(["d/1", "b/1", "c/1"], await ListAsync(new GapQuery(Live, State: GapState.Open)));
        Assert.Equal(["a/2"], await ListAsync(new GapQuery(Live, State: GapState.Resolved)));
        Assert.Equal(["e/2"], await ListAsync(new GapQuery(Live, State: GapState.Retracted)));
        Assert.Equal(["d/1"], await ListAsync(new GapQuery(Live, Kind: GapKind.Silent)));
        Assert.Equal(["c/1"], await ListAsync(new GapQuery(Live, SubjectIds: ["zone-c", "nowhere"])));
        Assert.Empty(await ListAsync(new GapQuery(Live, SubjectIds: [])));
        Assert.Empty(await ListAsync(new GapQuery(Drill)));
    }

    [SkippableFact]
    public async Task ReadGapsAsync_Overlapping_BothHalfOpen()
    {
        await WriteSampleAsync();

        // Gap a is [1000, 1500); c and b open at 2000, d at 3000.
        Assert.Equal(["a/2", "e/2"], await ListAsync(new GapQuery(Live, Overlapping: new TimeRange(1_499, 2_000))));
        Assert.Equal(["e/2"], await ListAsync(new GapQuery(Live, Overlapping: new TimeRange(1_500, 2_000))));
        Assert.Equal(
            ["b/1", "c/1", "e/2"], await ListAsync(new GapQuery(Live, Overlapping: new TimeRange(2_000, 3_000))));
    }

    [SkippableFact]
    public async Task ReadGapsAsync_PageByPage_EveryGapOnce()
    {
        await WriteSampleAsync();
        var seen = new List<string>();
        (long OpenUs, string Id)? after = null;
        while (true)
        {
            var page = await Ledger.ReadGapsAsync(new GapQuery(Live, After: after, Limit: 2), None);
            if (page.Count == 0)
                break;
            seen.AddRange(page.Select(row => row.Revision.Gap.Id));
            after = (page[^1].Revision.Gap.OpenUs, page[^1].Revision.Gap.Id);
        }

        Assert.Equal(["d", "b", "c", "a", "e"], seen);
    }

    [SkippableFact]
    public async Task ReadGapsAsync_AsOf_WhatWasKnownThen()
    {
        await WriteSampleAsync();
        await Ledger.AcknowledgeAsync(Live, new Acknowledgement("a", "Ana", "on my way", 15), None);

        Assert.Equal(["b/1", "c/1", "a/1", "e/1"], await ListAsync(new GapQuery(Live, RecordedBeforeUs: 20)));
        Assert.Empty(await ListAsync(new GapQuery(Live, RecordedBeforeUs: 10)));
        Assert.Null((await Ledger.ReadGapsAsync(new GapQuery(Live, RecordedBeforeUs: 15, SubjectIds: ["zone-a"]), None))
            .Single().Acknowledgement);
        Assert.Equal("Ana", (await Ledger.ReadGapsAsync(
            new GapQuery(Live, RecordedBeforeUs: 16, SubjectIds: ["zone-a"]), None)).Single().Acknowledgement!.By);
    }

    [SkippableFact]
    public async Task ReadGapHistoryAsync_AsOf_RevisionsAndNoteOfThen()
    {
        await WriteSampleAsync();
        await Ledger.AcknowledgeAsync(Live, new Acknowledgement("a", "Ana", "on my way", 15), None);
        await Ledger.AcknowledgeAsync(Live, new Acknowledgement("a", "Bo", "done", 25), None);

        Assert.Empty(await Ledger.ReadGapHistoryAsync(Live, "a", 10, None));
        var first = Assert.Single(await Ledger.ReadGapHistoryAsync(Live, "a", 20, None));
        Assert.Equal((1, "Ana"), (first.Revision.Revision, first.Acknowledgement!.By));
        var both = await Ledger.ReadGapHistoryAsync(Live, "a", 26, None);
        Assert.Equal([(1, "Bo"), (2, "Bo")], both.Select(row => (row.Revision.Revision, row.Acknowledgement!.By)));
    }

    [SkippableFact]
    public async Task AcknowledgeAsync_Twice_LaterOneHoldsOnEveryRow()
    {
        await WriteSampleAsync();
        await Ledger.AcknowledgeAsync(Live, new Acknowledgement("a", "Ana", "", 30), None);
        var later = new Acknowledgement("a", "Bo", "done ✓", 30);
        await Ledger.AcknowledgeAsync(Live, later, None);

        Assert.All(
            await Ledger.ReadGapHistoryAsync(Live, "a", null, None), row => Assert.Equal(later, row.Acknowledgement));
        var listed = await Ledger.ReadGapsAsync(new GapQuery(Live), None);
        Assert.Equal(["a"], listed.Where(row => row.Acknowledgement is not null).Select(row => row.Revision.Gap.Id));
        var next = await Ledger.AppendGapsAsync(Live, 9_000, 40, [Gaps.Open("a", 1_000).Closed(1_600)], None);
        Assert.Equal(later, next.Single().Acknowledgement);
    }

    [SkippableFact]
    public async Task ReadProvisionalGapsAsync_Bound_OpenOrClosedSince()
    {
        await WriteSampleAsync();

        Assert.Equal(["a", "b", "c", "d"], await ProvisionalAsync(1_500));
        Assert.Equal(["b", "c", "d"], await ProvisionalAsync(1_501));
        // e was retracted while open; it may come back as long as its opening at 800 may change.
        Assert.Contains("e", await ProvisionalAsync(800));
        Assert.DoesNotContain("e", await ProvisionalAsync(801));
    }

    [SkippableFact]
    public async Task AppendGapsAsync_ThousandsAtOnce_AllThere()
    {
        var many = Enumerable.Range(0, 3_000).Select(n => Gaps.Open($"g{n:0000}", n, $"zone-{n}")).ToList();

        var rows = await Ledger.AppendGapsAsync(Live, 3_000, 1, many, None);

        Assert.Equal(3_000, rows[^1].Sequence);
        Assert.Equal(many, (await Ledger.ReadGapsSinceAsync(Live, 0, 5_000, None)).Select(row => row.Revision));
    }

    private async Task WriteSampleAsync()
    {
        var a = Gaps.Open("a", 1_000, "zone-a");
        var e = Gaps.Open("e", 800, "zone-e");
        await Ledger.AppendGapsAsync(
            Live, 2_005, 10, [e, a, Gaps.Open("b", 2_000, "zone-b"), Gaps.Open("c", 2_000, "zone-c")], None);
        await Ledger.AppendGapsAsync(
            Live, 3_005, 20, [a.Closed(1_500), Gaps.Open("d", 3_000, "bike-9", GapKind.Silent), e.Retracted()], None);
    }

    private async Task<IEnumerable<string>> ListAsync(GapQuery query) =>
        (await Ledger.ReadGapsAsync(query, None)).Select(row => $"{row.Revision.Gap.Id}/{row.Revision.Revision}");

    private async Task<IEnumerable<string>> ProvisionalAsync(long closedFromUs) =>
        (await Ledger.ReadProvisionalGapsAsync(Live, closedFromUs, None)).Select(row => row.Revision.Gap.Id).Order();
}
