using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Live;

public sealed class WatchTests
{
    [Fact]
    public async Task WatchGaps_FromNothing_SendsOpenThenChanges()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        using var watch = drill.Gaps.WatchGaps(new WatchGapsRequest { Parent = Drill.Name });

        var (open, _) = await UntilSnapshotEndAsync(watch.ResponseStream);
        await drill.StandAsync(2, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(13));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(14));
        var change = await NextGapAsync(watch.ResponseStream);

        Assert.Equal(5, open.Count);
        Assert.Equal(("places/z2", GapState.Resolved, 2), (change.Gap.Subject, change.Gap.State, change.Gap.Revision));
    }

    [Fact]
    public async Task WatchGaps_WithToken_SendsWhatWasMissedOnly()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        string token;
        using (var watch = drill.Gaps.WatchGaps(new WatchGapsRequest { Parent = Drill.Name }))
            (_, token) = await UntilSnapshotEndAsync(watch.ResponseStream);
        await drill.StandAsync(3, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(13));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(14));

        using var again = drill.Gaps.WatchGaps(new WatchGapsRequest { Parent = Drill.Name, ResumeToken = token });
        var (missed, _) = await UntilSnapshotEndAsync(again.ResponseStream);

        Assert.Equal(("places/z3", GapState.Resolved), (Assert.Single(missed).Subject, missed[0].State));
    }

    [Fact]
    public async Task WatchGaps_TokenOfAnotherExercise_IsOutOfRange()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        using var watch = drill.Gaps.WatchGaps(new WatchGapsRequest { Parent = Drill.Name });
        var (_, token) = await UntilSnapshotEndAsync(watch.ResponseStream);

        using var other = drill.Gaps.WatchGaps(new WatchGapsRequest { Parent = "exercises/live", ResumeToken = token });
        var fault = await Assert.ThrowsAsync<RpcException>(() => other.ResponseStream.MoveNext(CancellationToken.None));
        using var bad = drill.Gaps.WatchGaps(new WatchGapsRequest { Parent = Drill.Name, ResumeToken = "?" });
        var badFault = await Assert.ThrowsAsync<RpcException>(
            () => bad.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.OutOfRange, fault.StatusCode);
        Assert.Equal(FaultReasons.ResumeTokenInvalid, Fault.ReasonOf(badFault));
    }

    [Fact]
    public async Task WatchPicture_SnapshotThenChanges_ShowsDevicesAndGaps()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(2));
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        using var watch = pictures.WatchPicture(new WatchPictureRequest { Parent = Drill.Name });

        var devices = new List<Device>();
        while (await MoveAsync(watch.ResponseStream) && watch.ResponseStream.Current.SnapshotEnd is null)
            devices.AddRange(watch.ResponseStream.Current.Devices);
        await drill.StandAsync(1, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        var (changed, gaps) = (new List<Device>(), new List<Gap>());
        while (changed.Count == 0 || gaps.Count < 3)
        {
            await MoveAsync(watch.ResponseStream);
            changed.AddRange(watch.ResponseStream.Current.Devices);
            gaps.AddRange(watch.ResponseStream.Current.Gaps);
        }

        Assert.Equal($"{Drill.Name}/devices/bike-1", Assert.Single(devices).Name);
        Assert.Equal($"{Drill.Name}/devices/bike-2", Assert.Single(changed).Name);
        Assert.All(gaps, gap => Assert.Equal(GapState.Open, gap.State));
    }

    private static Task<bool> MoveAsync<T>(IAsyncStreamReader<T> stream) =>
        stream.MoveNext(CancellationToken.None).WaitAsync(DeviceStream.Patience);

    private static async Task<(List<Gap> Gaps, string Token)> UntilSnapshotEndAsync(
        IAsyncStreamReader<WatchGapsResponse> stream)
    {
        var gaps = new List<Gap>();
        while (await MoveAsync(stream) && stream.Current.EventCase != WatchGapsResponse.EventOneofCase.SnapshotEnd)
            gaps.Add(stream.Current.Gap);
        return (gaps, stream.Current.ResumeToken);
    }

    private static async Task<WatchGapsResponse> NextGapAsync(IAsyncStreamReader<WatchGapsResponse> stream)
    {
        while (await MoveAsync(stream) && stream.Current.EventCase != WatchGapsResponse.EventOneofCase.Gap)
        {
        }

        return stream.Current;
    }
}
