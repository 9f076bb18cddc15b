using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Query;

public sealed class CoverageGrpcServiceTests
{
    [Fact]
    public async Task QueryCoverage_VisitsAndOneUnderWay_AreCountedAtOnce()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var coverage = new CoverageService.CoverageServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(250));

        // Still standing there when the question is asked.
        await drill.StandAsync(1, TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(400), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromSeconds(400));
        var answer = await coverage.QueryCoverageAsync(new QueryCoverageRequest
        {
            Parent = Drill.Name,
            Area = "old-town",
            Interval = new TimeInterval { StartTime = Drill.At(default), EndTime = Drill.At(TimeSpan.FromHours(1)) },
        });

        var (first, second) = (answer.Places[0], answer.Places[1]);
        Assert.Equal(Drill.At(TimeSpan.FromSeconds(400)), answer.Interval.EndTime);
        Assert.Equal((1, 1), (first.VisitCount, second.VisitCount));
        var stay = TimeSpan.FromSeconds(100);
        Assert.Equal((stay, stay), (first.PatrolTime.ToTimeSpan(), second.PatrolTime.ToTimeSpan()));
        // Idle 0–130 and 200–400; 0–330 and 400–400.
        Assert.Equal((165d, 200d), (first.Idleness.MeanSeconds, first.Idleness.InstantaneousSeconds), new Near());
        Assert.Equal((165d, 0d), (second.Idleness.MeanSeconds, second.Idleness.InstantaneousSeconds), new Near());
        var area = answer.Areas[0];
        Assert.Equal(("areas/old-town", 4, 2), (area.Subject, area.PlaceCount, area.VisitCount));
        Assert.Equal(400, answer.Total.Idleness.WorstSeconds, 6);
    }

    [Fact]
    public async Task QueryCoverage_AsOf_WhatWasRecordedThen()
    {
        var time = new FakeTimeProvider(Drill.Start + TimeSpan.FromDays(1));
        await using var server = await RunningServer.StartAsync(time: time);
        var drill = await Drill.StartAsync(server);
        var coverage = new CoverageService.CoverageServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200));
        // After a silence: the stay before it cannot grow any more.
        await drill.StandAsync(1, TimeSpan.FromSeconds(280), TimeSpan.FromSeconds(290));
        // A checkpoint is due after ten seconds of the server's clock.
        time.Advance(TimeSpan.FromSeconds(11));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(300));
        time.Advance(TimeSpan.FromSeconds(1));
        var then = time.GetUtcNow().ToTimestamp();

        // It was there earlier already, as it tells only now.
        await drill.StandAsync(0, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(90));
        time.Advance(TimeSpan.FromSeconds(11));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(400));
        var now = await coverage.QueryCoverageAsync(Request());
        var before = await coverage.QueryCoverageAsync(Request(then));
        var unknown = await coverage.QueryCoverageAsync(Request(Drill.At(TimeSpan.FromHours(23)))).ResponseAsync
            .ContinueWith(call => (call.Exception?.InnerException as RpcException)?.StatusCode, TaskScheduler.Default);
        var tooOld = await Assert.ThrowsAsync<RpcException>(
            async () => await coverage.QueryCoverageAsync(Request(Drill.At(TimeSpan.FromDays(-92)))));

        Assert.Equal(
            (Drill.At(TimeSpan.FromSeconds(300)), TimeSpan.FromSeconds(100)),
            (before.Interval.EndTime, before.Places[0].PatrolTime.ToTimeSpan()));
        Assert.Equal(
            (Drill.At(TimeSpan.FromSeconds(400)), TimeSpan.FromSeconds(150)),
            (now.Interval.EndTime, now.Places[0].PatrolTime.ToTimeSpan()));
        Assert.Equal(StatusCode.InvalidArgument, unknown);
        Assert.Equal(FaultReasons.AsOfTooOld, Fault.ReasonOf(tooOld));
    }

    [Fact]
    public async Task QueryCoverage_OverdueTime_IsTheTimeInTheGaps()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var coverage = new CoverageService.CoverageServiceClient(server.Channel);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(5));
        await drill.StandAsync(0, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(30));
        await drill.StandAsync(0, TimeSpan.FromMinutes(31), TimeSpan.FromMinutes(33));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(50));

        // A span that begins while the place is overdue.
        var request = Request();
        request.Interval = new TimeInterval
        {
            StartTime = Drill.At(TimeSpan.FromMinutes(20)),
            EndTime = Drill.At(TimeSpan.FromMinutes(50)),
        };
        var answer = await coverage.QueryCoverageAsync(request);
        var gaps = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, Subjects = { "places/z0" }, Interval = request.Interval });

        var inGaps = gaps.Gaps.Sum(gap =>
            ((gap.CloseTime ?? request.Interval.EndTime).ToDateTimeOffset()
                - Later(gap.OpenTime, request.Interval.StartTime).ToDateTimeOffset()).TotalSeconds);
        var zone = answer.Places[0];
        Assert.Equal((2, inGaps), (gaps.Gaps.Count, zone.OverdueTime.ToTimeSpan().TotalSeconds));
        Assert.Equal((11.5 + 7) / 30, zone.OverdueFraction, 9);
        Assert.Equal(TimeSpan.FromMinutes(30), zone.DutyTime.ToTimeSpan());
        Assert.Equal(TimeSpan.FromMinutes(150), answer.Total.DutyTime.ToTimeSpan());
    }

    private static Timestamp Later(Timestamp a, Timestamp b) => a > b ? a : b;

    private static QueryCoverageRequest Request(Timestamp? asOf = null) => new()
    {
        Parent = Drill.Name,
        Interval = new TimeInterval { StartTime = Drill.At(default), EndTime = Drill.At(TimeSpan.FromHours(1)) },
        AsOfTime = asOf,
    };

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) < 1e-6 && Math.Abs(x.Item2 - y.Item2) < 1e-6;

        public int GetHashCode((double, double) pair) => 0;
    }
}
