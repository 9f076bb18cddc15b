using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;
using Telemetry.Server.Live;
using Telemetry.Server.Live.Pictures;

namespace Telemetry.Server.Tests.Live;

public sealed class PictureShowingTests
{
    [Fact]
    public async Task WatchPicture_WithToken_TellsOnlyWhatChangedSince()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await drill.StandAsync(1, TimeSpan.Zero, TimeSpan.FromMinutes(1), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(2));
        var (whole, token) = await BeginAsync(pictures, "");
        await drill.StandAsync(1, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(10.5));
        // A watcher of its own tells that the showing has come past what is new.
        await UntilGapAsync(pictures);

        var (missed, _) = await BeginAsync(pictures, token);

        Assert.Equal((2, 0), (whole.SelectMany(m => m.Devices).Count(), whole.SelectMany(m => m.Gaps).Count()));
        Assert.All(whole, message => Assert.False(message.Resumed));
        Assert.All(missed, message => Assert.True(message.Resumed));
        Assert.Equal($"{Drill.Name}/devices/bike-2", Assert.Single(missed.SelectMany(m => m.Devices)).Name);
        Assert.Equal(3, missed.SelectMany(m => m.Gaps).Count());
    }

    [Fact]
    public async Task WatchPicture_TokenOfAnotherShowing_SendsASnapshotAndSaysSo()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(1));

        var (whole, _) = await BeginAsync(pictures, PictureToken.Encode(Guid.NewGuid(), 7));
        using var bad = pictures.WatchPicture(new WatchPictureRequest { Parent = Drill.Name, ResumeToken = "?" });
        var fault = await Assert.ThrowsAsync<RpcException>(() => bad.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Single(whole.SelectMany(message => message.Devices));
        Assert.All(whole, message => Assert.False(message.Resumed));
        Assert.Equal(FaultReasons.ResumeTokenInvalid, Fault.ReasonOf(fault));
    }

    [Fact]
    public async Task WatchPicture_Places_TellIdlenessDeadlineAttendanceAndOpenGap()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await drill.StandAsync(2, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5), "bike-3");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(5));
        await drill.StandAsync(2, TimeSpan.FromMinutes(5.2), TimeSpan.FromMinutes(10), "bike-3");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(10.1));

        var (whole, _) = await BeginAsync(pictures, "");
        var places = whole.SelectMany(message => message.Places).ToDictionary(status => status.Place);

        Assert.Equal(Drill.ZonesInArea + 1, places.Count);
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(1)), places["places/z0"].IdleStartTime);
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(11)), places["places/z0"].DeadlineTime);
        Assert.Equal("", places["places/z0"].Gap);
        Assert.True(places["places/z2"].Attended);
        Assert.Null(places["places/z2"].IdleStartTime);
        var overdue = whole.SelectMany(message => message.Gaps).Single(gap => gap.Subject == "places/z3");
        Assert.Equal(
            (overdue.Name, overdue.IdleStartTime, overdue.OpenTime),
            (places["places/z3"].Gap, places["places/z3"].IdleStartTime, places["places/z3"].DeadlineTime));
    }

    [Fact]
    public async Task WatchPicture_Acknowledged_ShowsToTheOthers()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        using var watch = pictures.WatchPicture(new WatchPictureRequest { Parent = Drill.Name });
        var gap = (await UntilEndAsync(watch)).SelectMany(message => message.Gaps).First();

        await drill.Gaps.AcknowledgeGapAsync(new AcknowledgeGapRequest { Name = gap.Name, By = "Li", Note = "seen" });
        while (watch.ResponseStream.Current.Gaps.All(shown => shown.Acknowledgement is null))
            await MoveAsync(watch);

        var seen = Assert.Single(watch.ResponseStream.Current.Gaps);
        Assert.Equal((gap.Name, "Li", "seen"), (seen.Name, seen.Acknowledgement.By, seen.Acknowledgement.Note));
    }

    [Fact]
    public void PictureSeat_TooManyMessagesWait_IsGivenUpAndHoldsUpNobody()
    {
        using var seat = new PictureSeat([]);

        var taken = Enumerable.Range(0, PictureSeat.Messages).All(_ => seat.Offer(new WatchPictureResponse()));
        var more = seat.Offer(new WatchPictureResponse());

        Assert.True(taken);
        Assert.False(more);
        Assert.True(seat.GivenUp.IsCancellationRequested);
        Assert.IsType<WatcherTooSlowException>(seat.Reason);
    }

    private static async Task<(List<WatchPictureResponse> First, string Token)> BeginAsync(
        PictureService.PictureServiceClient pictures, string token)
    {
        using var watch = pictures.WatchPicture(
            new WatchPictureRequest { Parent = Drill.Name, ResumeToken = token });
        var first = await UntilEndAsync(watch);
        return (first, first[^1].ResumeToken);
    }

    private static async Task<List<WatchPictureResponse>> UntilEndAsync(
        AsyncServerStreamingCall<WatchPictureResponse> watch)
    {
        var messages = new List<WatchPictureResponse>();
        do
        {
            await MoveAsync(watch);
            messages.Add(watch.ResponseStream.Current);
        }
        while (watch.ResponseStream.Current.SnapshotEnd is null);
        return messages;
    }

    private static async Task UntilGapAsync(PictureService.PictureServiceClient pictures)
    {
        using var watch = pictures.WatchPicture(new WatchPictureRequest { Parent = Drill.Name });
        do
            await MoveAsync(watch);
        while (watch.ResponseStream.Current.Gaps.Count == 0);
    }

    private static async Task MoveAsync(AsyncServerStreamingCall<WatchPictureResponse> watch) =>
        Assert.True(await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(DeviceStream.Patience));
}
