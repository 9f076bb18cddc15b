using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

public sealed class PlaceCoverageTests
{
    private static readonly VisitDemand TenSecondVisits =
        new(MinDwell: TimeSpan.FromSeconds(10), MergeGap: TimeSpan.FromSeconds(20));

    [Fact]
    public void Figures_PointVisitsOnAGraph_AreTheReferences()
    {
        // The design's reference: nodes 0–3 in the window 1–10, which half-open is [1, 11).
        (int Time, int Node)[] visits = [(1, 2), (2, 1), (4, 1), (4, 2), (5, 3), (6, 1), (8, 1), (8, 2), (9, 2)];
        var all = new Idleness();
        for (var node = 0; node <= 3; node++)
        {
            var coverage = new PlaceCoverage(default, [DeviceKind.Bike], Span(1, 11));
            foreach (var (time, at) in visits)
            {
                if (at == node)
                    coverage.Add(Stay("d", time, time));
            }

            coverage.End();
            all.Add(coverage.Idleness);
        }

        Assert.Equal(13, all.Count);
        Assert.Equal(3.0769, all.MeanSeconds, 5e-5);
        Assert.Equal(2.4950, all.StddevSeconds, 5e-5);
        Assert.Equal(3.9614, all.RootMeanSquareSeconds, 5e-5);
        Assert.Equal(10, all.WorstSeconds);
    }

    [Fact]
    public void Figures_TwoVisits_CountEdgesAndEndAtTheDwell()
    {
        var coverage = Cover(Span(100, 1_000), Stay("a", 150, 200), Stay("b", 400, 500));

        // Idle 100–160 (dwell reached), 200–410, 500–1,000.
        Assert.Equal(3, coverage.Idleness.Count);
        Assert.Equal((60 + 210 + 500) / 3d, coverage.Idleness.MeanSeconds, 9);
        Assert.Equal(2, coverage.Visits);
        Assert.Equal(500 * TimeUs.PerSecond, coverage.LastVisitUs);
        Assert.Equal(500 * TimeUs.PerSecond, coverage.InstantaneousUs);
    }

    [Fact]
    public void Figures_TooShortOrWrongKind_AreNoVisits()
    {
        var coverage = Cover(
            Span(0, 100), Stay("a", 10, 15), Stay("b", 40, 90) with { Kind = DeviceKind.Car });

        Assert.Equal((0, 1, 100d), (coverage.Visits, coverage.Idleness.Count, coverage.Idleness.WorstSeconds));
        Assert.Equal(5 * TimeUs.PerSecond, coverage.PatrolUs);
        Assert.Null(coverage.LastVisitUs);
    }

    [Fact]
    public void Dose_TwoAtOnce_CountsOncePatrolledAndTwiceOfficer()
    {
        var coverage = Cover(Span(0, 100), Stay("a", -10, 30), Stay("b", 20, 40), Stay("c", 95, 200));

        Assert.Equal(45 * TimeUs.PerSecond, coverage.PatrolUs);
        Assert.Equal(55 * TimeUs.PerSecond, coverage.OfficerUs);
    }

    [Fact]
    public void Figures_VisitAcrossTheStart_IsNotCountedAgainButEndsIdleness()
    {
        var coverage = Cover(Span(100, 200), Stay("a", 50, 120));

        Assert.Equal((0, 2), (coverage.Visits, coverage.Idleness.Count));
        Assert.Equal(80, coverage.Idleness.WorstSeconds);
    }

    [Fact]
    public void Figures_ReentryWithinMergeGap_IsOneVisit()
    {
        var coverage = Cover(Span(0, 100), Stay("a", 10, 16), Stay("a", 20, 26));

        Assert.Equal(1, coverage.Visits);
        Assert.Equal(20, (coverage.Idleness.MeanSeconds * 2) - coverage.InstantaneousUs / (double)TimeUs.PerSecond, 9);
    }

    private static PlaceCoverage Cover(TimeRange span, params Presence[] presences)
    {
        var coverage = new PlaceCoverage(TenSecondVisits, [DeviceKind.Bike], span);
        foreach (var presence in presences)
            coverage.Add(presence);
        coverage.End();
        return coverage;
    }

    private static TimeRange Span(long fromS, long toS) => new(fromS * TimeUs.PerSecond, toS * TimeUs.PerSecond);

    private static Presence Stay(string device, long fromS, long toS) =>
        new("p", device, DeviceKind.Bike, fromS * TimeUs.PerSecond, toS * TimeUs.PerSecond);
}
