using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Tests;

public abstract partial class LedgerConformance
{
    [SkippableFact]
    public async Task CreateHookAsync_AmidHistory_HasSeenAllThereIs()
    {
        await Ledger.AppendGapsAsync(Live, 10, 10, [Gaps.Open("a", 1), Gaps.Open("b", 2)], None);
        await Ledger.AcknowledgeAsync(Live, new Acknowledgement("a", "me", "", 3), None);

        var made = await Ledger.CreateHookAsync(Live, "room", 5, "{\"url\":\"x\"}", None);

        Assert.Equal(new HookRecord(Live, "room", 5, "{\"url\":\"x\"}", new HookCursor(2, 1)), made);
        Assert.Null(await Ledger.CreateHookAsync(Live, "room", 6, "other", None));
        await ReopenAsync();
        Assert.Equal([made!], await Ledger.ReadHooksAsync(None));
        await Assert.ThrowsAsync<StoreException>(() => Ledger.CreateHookAsync("gone", "room", 5, "", None));
    }

    [SkippableFact]
    public async Task ReadGapStepsAsync_Revisions_TellHowTheGapStoodBefore()
    {
        var open = Gaps.Open("a", 1_000).UnverifiedBy("bike-1");
        var closed = open.Closed(2_000, CloseReason.Visited);
        await Ledger.AppendGapsAsync(Live, 1, 1, [open, Gaps.Open("b", 900)], None);
        await Ledger.AppendGapsAsync(Live, 2, 2, [closed], None);
        await Ledger.AppendGapsAsync(Live, 3, 3, [closed.Retracted()], None);
        await Ledger.AppendGapsAsync(Drill, 200, 4, [Gaps.Open("a", 1)], None);

        var steps = await Ledger.ReadGapStepsAsync(Live, 0, 10, None);

        Assert.Equal([1L, 2, 3, 4], steps.Select(step => step.Row.Sequence));
        Assert.Equal(
            [
                null, null, new GapStanding(GapState.Open, Certainty.Unverified),
                new GapStanding(GapState.Resolved, Certainty.Unverified),
            ],
            steps.Select(step => step.Before));
        Assert.Equal([3L], (await Ledger.ReadGapStepsAsync(Live, 2, 1, None)).Select(step => step.Row.Sequence));
    }

    [SkippableFact]
    public async Task ReadAcknowledgementsSinceAsync_Numbers_AscendWithinTheExercise()
    {
        foreach (var gap in new[] { "a", "b", "a" })
            await Ledger.AcknowledgeAsync(Live, new Acknowledgement(gap, "me", gap, 3), None);

        var seen = await Ledger.ReadAcknowledgementsSinceAsync(Live, 1, 10, None);

        Assert.Equal([(2L, "b"), (3L, "a")], seen.Select(ack => (ack.No, ack.Acknowledgement.GapId)));
        Assert.Empty(await Ledger.ReadAcknowledgementsSinceAsync(Drill, 0, 10, None));
    }

    [SkippableFact]
    public async Task AppendHookDeliveriesAsync_ThenAttempts_SurviveReopening()
    {
        var hook = (await Ledger.CreateHookAsync(Live, "room", 5, "{}", None))!;
        HookMessage[] messages = [new("k1", "t", "{\"ü\":'1'}"), new("k2", "t", "二")];
        Assert.True(await Ledger.AppendHookDeliveriesAsync(hook, new HookCursor(7, 2), messages, 100, 0, None));
        var failed = new HookAttempt(1, 101, 9, 503, "busy");
        await Ledger.RecordHookAttemptAsync(Live, "room", 1, failed, HookDeliveryState.Pending, 200, None);
        await ReopenAsync();

        Assert.Equal(new HookCursor(7, 2), (await Ledger.ReadHooksAsync(None)).Single().Cursor);
        var pending = await Ledger.ReadPendingDeliveriesAsync(Live, "room", 10, None);
        Assert.Equal(messages, pending.Select(delivery => delivery.Message));
        Assert.Equal([(1L, 200L, 1), (2L, 100L, 0)], pending.Select(d => (d.No, d.DueUs, d.AttemptCount)));

        var taken = new HookAttempt(2, 200, 8, 204, "");
        await Ledger.RecordHookAttemptAsync(Live, "room", 1, taken, HookDeliveryState.Delivered, 200, None);
        Assert.Equal([2L], (await Ledger.ReadPendingDeliveriesAsync(Live, "room", 1, None)).Select(d => d.No));
        var all = await Ledger.ReadHookDeliveriesAsync(Live, "room", null, null, 10, None);
        Assert.Equal([2L, 1], all.Select(delivery => delivery.No));
        Assert.Equal([failed, taken], all[1].Attempts);
        var done = await Ledger.ReadHookDeliveriesAsync(Live, "room", HookDeliveryState.Delivered, 2, 10, None);
        Assert.Equal([1L], done.Select(delivery => delivery.No));
    }

    [SkippableFact]
    public async Task AppendHookDeliveriesAsync_OldOnes_GoWhenTheyAreDone()
    {
        var hook = (await Ledger.CreateHookAsync(Live, "room", 5, "{}", None))!;
        await Ledger.AppendHookDeliveriesAsync(
            hook, default, [new HookMessage("k1", "t", "1"), new HookMessage("k2", "t", "2")], 100, 0, None);
        var taken = new HookAttempt(1, 200, 8, 204, "");
        await Ledger.RecordHookAttemptAsync(Live, "room", 1, taken, HookDeliveryState.Delivered, 200, None);

        await Ledger.AppendHookDeliveriesAsync(hook, default, [new HookMessage("k3", "t", "3")], 300, 101, None);

        var kept = await Ledger.ReadHookDeliveriesAsync(Live, "room", null, null, 10, None);
        Assert.Equal([3L, 2], kept.Select(delivery => delivery.No));
    }

    [SkippableFact]
    public async Task DeleteHookAsync_ThenAddedAgain_BeginsAnew()
    {
        var hook = (await Ledger.CreateHookAsync(Live, "room", 5, "{}", None))!;
        await Ledger.CreateHookAsync(Drill, "room", 5, "{}", None);
        await Ledger.AppendHookDeliveriesAsync(hook, default, [new HookMessage("k1", "t", "1")], 100, 0, None);

        await Ledger.DeleteHookAsync(Live, "room", None);
        await Ledger.DeleteHookAsync(Live, "room", None);
        await Ledger.CreateHookAsync(Live, "room", 6, "{}", None);

        Assert.Empty(await Ledger.ReadPendingDeliveriesAsync(Live, "room", 10, None));
        Assert.False(await Ledger.AppendHookDeliveriesAsync(
            hook, default, [new HookMessage("k2", "t", "2")], 100, 0, None));
        await Ledger.DeleteExerciseAsync(Drill, None);
        Assert.Equal([Live], (await Ledger.ReadHooksAsync(None)).Select(left => left.ExerciseId));
    }
}
