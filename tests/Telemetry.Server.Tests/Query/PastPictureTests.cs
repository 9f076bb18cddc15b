using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;
using Telemetry.Server.Live;

namespace Telemetry.Server.Tests.Query;

public sealed class PastPictureTests
{
    [Fact]
    public async Task GetPicture_OfEachMinute_IsWhatWatchPictureShowedThen()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        var shown = new List<(TimeSpan At, List<Device> Devices, List<Gap> Gaps)>();
        for (var minute = 0; minute < 16; minute++)
        {
            var from = TimeSpan.FromMinutes(minute) + TimeSpan.FromSeconds(2);
            var zone = minute / 4;
            await drill.RideAsync(zone, minute % 4 == 3 ? zone + 1 : zone, from, from + TimeSpan.FromSeconds(50));
            if (minute % 3 == 0)
                await drill.StandAsync(4, from, from + TimeSpan.FromSeconds(35), "bike-2");
            var at = TimeSpan.FromMinutes(minute + 1);
            await drill.AdvanceAsync(at);
            var (devices, gaps) = await WatchedAsync(pictures);
            shown.Add((at, devices, gaps));
        }

        foreach (var (at, devices, gaps) in shown)
        {
            var past = await pictures.GetPictureAsync(
                new GetPictureRequest { Parent = Drill.Name, Time = Drill.At(at) });
            Assert.Equal(
                devices.Select(device => new Device(device) { ReportCount = 0 }),
                past.Devices.Select(state => state.Device));
            Assert.Equal(gaps.Select(gap => gap.Name).Order(), past.Gaps.Select(gap => gap.Name).Order());
            Assert.Equal((devices.Count, gaps.Count, 1), (past.DeviceCount, past.GapCount, past.PlanVersion));
        }

        Assert.Equal(2, shown.SelectMany(moment => moment.Gaps).DistinctBy(gap => gap.Subject).Count());
    }

    [Fact]
    public async Task ReplayPicture_ChangesLaidOverEachOther_AreGetPictureAtEachMoment()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        for (var minute = 0; minute < 12; minute += 4)
        {
            await drill.RideAsync(minute / 4, 1 + (minute / 4), At(minute), At(minute + 3.9));
            await drill.AdvanceAsync(At(minute + 4));
        }

        await drill.StandAsync(3, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(13));
        await drill.StandAsync(4, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(15), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(16));

        using var replay = pictures.ReplayPicture(new ReplayPictureRequest
        {
            Parent = Drill.Name,
            Interval = new TimeInterval { StartTime = Drill.At(TimeSpan.FromMinutes(3)) },
            Step = Duration.FromTimeSpan(TimeSpan.FromSeconds(37)),
        });
        var (devices, gaps, moments) = (new Dictionary<string, DeviceState>(), new Dictionary<string, Gap>(), 0);
        await foreach (var piece in replay.ResponseStream.ReadAllAsync())
        {
            foreach (var state in piece.Devices)
                devices[state.Device.Name] = state;
            foreach (var gap in piece.Gaps)
                gaps[gap.Name] = gap;
            foreach (var gone in piece.GoneGaps)
                Assert.True(gaps.Remove(gone));
            if (!piece.Complete)
                continue;
            moments++;
            var past = await pictures.GetPictureAsync(
                new GetPictureRequest { Parent = Drill.Name, Time = piece.Time });
            Assert.Equal(past.Devices, devices.Values.OrderBy(state => state.Device.Name, StringComparer.Ordinal));
            Assert.Equal(past.Gaps.Select(gap => gap.Name).Order(), gaps.Keys.Order());
        }

        Assert.Equal(22, moments);
    }

    [Fact]
    public async Task GetPicture_AsOfBeforeLateReports_DoesNotKnowThem()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        var then = TimeProvider.System.GetUtcNow().ToTimestamp();
        await drill.StandAsync(1, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11.5));

        var question = new GetPictureRequest { Parent = Drill.Name, Time = Drill.At(TimeSpan.FromMinutes(10.2)) };
        var now = await pictures.GetPictureAsync(question);
        question.AsOfTime = then;
        var asOf = await pictures.GetPictureAsync(question);

        Assert.Equal(["bike-1", "bike-2"], now.Devices.Select(state => state.Device.Name.Split('/')[^1]));
        Assert.Equal([Whereabouts.Silent, Whereabouts.Known], now.Devices.Select(state => state.Whereabouts));
        Assert.Equal(["bike-1"], asOf.Devices.Select(state => state.Device.Name.Split('/')[^1]));
        Assert.Contains(asOf.Gaps, gap => gap.Subject == "places/z1");
        Assert.DoesNotContain(now.Gaps, gap => gap.Subject == "places/z1");
    }

    [Fact]
    public async Task GetPicture_NotReachedOrMissing_IsRefusedByName()
    {
        await using var server = await RunningServer.StartAsync();
        await Drill.StartAsync(server);
        var pictures = new PictureService.PictureServiceClient(server.Channel);

        var ahead = await FaultAsync(
            new GetPictureRequest { Parent = Drill.Name, Time = Drill.At(TimeSpan.FromHours(1)) });
        var missing = await FaultAsync(new GetPictureRequest { Parent = Drill.Name });
        var http = await server.Http.GetAsync(
            new Uri($"/v1/{Drill.Name}/picture?time=2026-05-01T20:00:00Z", UriKind.Relative));

        Assert.Equal((StatusCode.OutOfRange, FaultReasons.TimeNotReached), (ahead.StatusCode, Fault.ReasonOf(ahead)));
        Assert.Equal(StatusCode.InvalidArgument, missing.StatusCode);
        Assert.True(http.IsSuccessStatusCode);

        async Task<RpcException> FaultAsync(GetPictureRequest request) =>
            await Assert.ThrowsAsync<RpcException>(async () => await pictures.GetPictureAsync(request));
    }

    private static TimeSpan At(double minutes) => TimeSpan.FromMinutes(minutes);

    private static async Task<(List<Device> Devices, List<Gap> Gaps)> WatchedAsync(
        PictureService.PictureServiceClient pictures)
    {
        using var watch = pictures.WatchPicture(new WatchPictureRequest { Parent = Drill.Name });
        var (devices, gaps) = (new List<Device>(), new List<Gap>());
        while (await watch.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(DeviceStream.Patience))
        {
            devices.AddRange(watch.ResponseStream.Current.Devices);
            gaps.AddRange(watch.ResponseStream.Current.Gaps);
            if (watch.ResponseStream.Current.SnapshotEnd is not null)
                break;
        }

        return (devices, gaps);
    }
}
