using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Tests.Ingest;

public sealed class SlowStoreTests : IAsyncDisposable
{
    private GatedReportStore? _store;

    // The server has disposed it; its gate must not hold anybody after a failed test.
    public ValueTask DisposeAsync()
    {
        _store?.Open();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Stream_StoreIsShut_ReadsNoMoreThanTheWindow()
    {
        await using var server = await StartAsync();
        using var stream = await server.OpenAsync();
        _store!.Shut();
        const int Batches = 200;
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Batches; i++)
            {
                await stream.SendAsync((ulong)i + 1, Reports.Many(1_000, endSecondsAgo: (Batches - i) * 1_000));
                Interlocked.Increment(ref sent);
            }
        });

        // What is sent stops growing once the window and the connection's buffers are full.
        await UntilStillAsync(() => Volatile.Read(ref sent));
        var held = _store.WaitingReports;
        var heldBack = sent;
        _store.Open();
        await sending;
        await stream.CompleteAsync();
        var acks = await stream.UntilEndAsync();

        Assert.InRange(heldBack, 1, Batches - 1);
        Assert.InRange(held, 1, Limits.UnacknowledgedReports + Limits.BatchReports);
        Assert.Equal(((ulong)Batches, 200_000u), (acks.Sequence, acks.Stored));
    }

    [Fact]
    public async Task Stream_StoreIsShut_NothingIsAcknowledged()
    {
        await using var server = await StartAsync();
        using var stream = await server.OpenAsync();
        _store!.Shut();
        await stream.SendAsync(1, Reports.Many(10));
        await UntilStillAsync(() => _store.WaitingReports);
        var answer = stream.ReceiveAsync();

        Assert.Equal(10, _store.WaitingReports);
        Assert.False(answer.IsCompleted);
        _store.Open();
        Assert.Equal(1UL, (await answer).Ack.AckedThroughSequence);
    }

    [Fact]
    public async Task Stream_StoreFails_EndsUnavailableAndNothingIsAcknowledged()
    {
        await using var server = await StartAsync();
        using var stream = await server.OpenAsync();
        _store!.Fault = new StoreException("away, with a secret address");

        await stream.SendAsync(1, Reports.Good(1));
        var (fault, said) = await stream.UntilFaultAsync();
        _store.Fault = null;
        using var again = await server.OpenAsync();
        await again.SendAsync(1, Reports.Good(1));

        Assert.Equal(
            (StatusCode.Unavailable, FaultReasons.StoreUnavailable), (fault.StatusCode, Fault.ReasonOf(fault)));
        Assert.DoesNotContain("secret", fault.ToString());
        Assert.Empty(said);
        Assert.Equal(0UL, again.Welcome.AckedThroughSequence);
        Assert.Equal(1u, (await again.UntilAckedAsync(1)).Stored);
    }

    [Fact]
    public async Task Stream_ClientGoesWhileStoreIsShut_SessionLearnsWhatBecameDurable()
    {
        await using var server = await StartAsync();
        var stream = await server.OpenAsync();
        _store!.Shut();
        await stream.SendAsync(7, Reports.Good());
        await UntilStillAsync(() => _store.WaitingReports);
        stream.Dispose();
        _store.Open();
        await UntilAsync(async () => await PublishReportsTests.CountStoredAsync(server) == 1);

        await UntilAsync(async () =>
        {
            using var again = await server.OpenAsync();
            return again.Welcome.AckedThroughSequence == 7;
        });
    }

    [Fact]
    public async Task Stream_ServerDrains_SettlesWhatItReadAndSaysSo()
    {
        await using var server = await StartAsync();
        using var stream = await server.OpenAsync();
        _store!.Shut();
        await stream.SendAsync(1, Reports.Many(10, endSecondsAgo: 20));
        await stream.SendAsync(2, Reports.Many(10));
        await UntilStillAsync(() => _store.WaitingReports);

        var stopping = server.App.StopAsync();
        var drain = await stream.ReceiveAsync();
        _store.Open();
        var (fault, said) = await stream.UntilFaultAsync();
        await stopping;

        Assert.Equal(PublishReportsResponse.MessageOneofCase.Drain, drain.MessageCase);
        Assert.True(drain.Drain.ReconnectAfter.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(2UL, said[^1].Ack.AckedThroughSequence);
        Assert.Equal((StatusCode.Unavailable, FaultReasons.Draining), (fault.StatusCode, Fault.ReasonOf(fault)));
        Assert.NotNull(fault.GetRpcStatus()?.GetDetail<Google.Rpc.RetryInfo>());
    }

    [Fact]
    public async Task Stream_ClientNeverReadsAcks_ServerStopsReadingAndOthersGoOn()
    {
        await using var server = await StartAsync();
        using var deaf = await server.OpenAsync("deaf");
        var bad = Enumerable.Repeat(Reports.With(r => r.LatitudeDeg = 91), 1_000).ToArray();
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (var sequence = 1UL; sequence <= 2_000; sequence++, sent++)
                await deaf.SendAsync(sequence, bad);
        });
        await UntilStillAsync(() => Volatile.Read(ref sent));

        using var other = await server.OpenAsync("other");
        await other.SendAsync(1, Reports.Good());
        var acks = await other.UntilAckedAsync(1);

        Assert.InRange(sent, 1, 1_999);
        Assert.Equal(1u, acks.Stored);
        deaf.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    private Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(wrapReports: inner => _store = new GatedReportStore(inner));

    /// <summary>Waits until a figure has not moved for a while.</summary>
    private static async Task UntilStillAsync(Func<int> figure)
    {
        var last = -1;
        for (var still = 0; still < 10;)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            var now = figure();
            still = now == last && now > 0 ? still + 1 : 0;
            last = now;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
    }
}
