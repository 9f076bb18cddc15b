using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Ingest;

public sealed class PublishReportsTests
{
    [Fact]
    public async Task Stream_GoodBatches_AreStoredAndAcknowledged()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();

        await stream.SendAsync(1, Reports.Many(3, endSecondsAgo: 10));
        await stream.SendAsync(2, Reports.Many(4));
        await stream.CompleteAsync();
        var acks = await stream.UntilEndAsync();

        Assert.Equal(0UL, stream.Welcome.AckedThroughSequence);
        Assert.Equal((2UL, 7u, 0u), (acks.Sequence, acks.Stored, acks.Duplicates));
        Assert.Empty(acks.Rejected);
        Assert.Equal(7, await CountStoredAsync(server));
    }

    [Fact]
    public async Task Stream_SomeBadReports_RestIsStoredAndBadOnesAreNamed()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();
        var bad = Reports.With(r => r.LatitudeDeg = double.NaN);
        var ancient = Reports.With(r => r.FixTimeUnixUs = 1);

        await stream.SendAsync(5, bad, Reports.Good(3), ancient, Reports.Good(2), Reports.Good(1));
        var acks = await stream.UntilAckedAsync(5);

        Assert.Equal(3u, acks.Stored);
        Assert.Equal(
            [(5UL, 0u, RejectReason.PositionOutOfRange), (5UL, 2u, RejectReason.TooOld)],
            acks.Rejected.Select(r => (r.Sequence, r.Index, r.Reason)));
    }

    [Fact]
    public async Task Stream_SameReportsAgain_AreDuplicates()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();
        var reports = Reports.Many(5);

        await stream.SendAsync(1, reports);
        await stream.SendAsync(2, reports);
        await stream.CompleteAsync();
        var acks = await stream.UntilEndAsync();

        Assert.Equal((5u, 5u), (acks.Stored, acks.Duplicates));
    }

    [Fact]
    public async Task Stream_ReconnectedSession_GoesOnAfterLastDurable()
    {
        await using var server = await RunningServer.StartAsync();
        using (var first = await server.OpenAsync())
        {
            await first.SendAsync(3, Reports.Many(2, endSecondsAgo: 5));
            await first.UntilAckedAsync(3);
        }

        using var second = await server.OpenAsync();
        await second.SendAsync(2, Reports.Good(60));
        await second.SendAsync(3, Reports.Good(50));
        await second.SendAsync(4, Reports.Good());
        await second.CompleteAsync();
        var acks = await second.UntilEndAsync();

        Assert.Equal(3UL, second.Welcome.AckedThroughSequence);
        Assert.Equal((4UL, 1u, 0u), (acks.Sequence, acks.Stored, acks.Duplicates));
    }

    [Fact]
    public async Task Stream_SecondOfSession_ReplacesFirst()
    {
        await using var server = await RunningServer.StartAsync();
        using var first = await server.OpenAsync();
        await first.SendAsync(1, Reports.Good(1));
        await first.UntilAckedAsync(1);

        using var second = await server.OpenAsync();
        var (fault, _) = await first.UntilFaultAsync();
        await second.SendAsync(2, Reports.Good());
        var acks = await second.UntilAckedAsync(2);

        Assert.Equal(StatusCode.Aborted, fault.StatusCode);
        Assert.Equal(FaultReasons.SessionReplaced, Fault.ReasonOf(fault));
        Assert.Equal(1UL, second.Welcome.AckedThroughSequence);
        Assert.Equal(1u, acks.Stored);
    }

    [Fact]
    public async Task Stream_OtherSessionOfSameDevice_LivesBeside()
    {
        await using var server = await RunningServer.StartAsync();
        using var fresh = await server.OpenAsync(session: "fresh");
        using var backlog = await server.OpenAsync(session: "backlog");

        await backlog.SendAsync(1, Reports.Good(100));
        await fresh.SendAsync(1, Reports.Good());

        Assert.Equal(1u, (await backlog.UntilAckedAsync(1)).Stored);
        Assert.Equal(1u, (await fresh.UntilAckedAsync(1)).Stored);
    }

    [Fact]
    public async Task Stream_ManySingleReports_AreAcknowledgedInFewMessages()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();
        var reports = Reports.Many(2_000);

        for (var i = 0; i < reports.Length; i++)
            await stream.SendAsync((ulong)i + 1, reports[i]);
        await stream.CompleteAsync();
        var acks = await stream.UntilEndAsync();

        Assert.Equal((2_000UL, 2_000u), (acks.Sequence, acks.Stored));
        Assert.InRange(acks.Messages, 1, 1_000);
    }

    [Fact]
    public async Task Stream_EveryReportBad_AllAreNamedAndNothingIsStored()
    {
        await using var server = await RunningServer.StartAsync();
        using var stream = await server.OpenAsync();
        var bad = Enumerable.Repeat(Reports.With(r => r.LatitudeDeg = 91), 1_000).ToArray();

        for (var sequence = 1UL; sequence <= 8; sequence++)
            await stream.SendAsync(sequence, bad);
        await stream.CompleteAsync();
        var acks = await stream.UntilEndAsync();

        Assert.Equal((8UL, 0u, 8_000), (acks.Sequence, acks.Stored, acks.Rejected.Count));
        Assert.True(acks.Messages >= 8, "at most 1,000 refusals a message");
    }

    internal static async Task<int> CountStoredAsync(RunningServer server, string device = "bike-1")
    {
        var reports = (Storage.IReportStore)server.App.Services.GetService(typeof(Storage.IReportStore))!;
        var count = 0;
        await foreach (var report in reports.ReadDeviceAsync("live", device, Core.TimeRange.Always, default))
            count++;
        return count;
    }
}
