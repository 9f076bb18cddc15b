using Patrol.Telemetry.V1;

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

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) =>
            Math.Abs(x.Item1 - y.Item1) < 1e-6 && Math.Abs(x.Item2 - y.Item2) < 1e-6;

        public int GetHashCode((double, double) pair) => 0;
    }
}
