using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

public sealed class PlaceCoverageTests
{
    private static readonly VisitDemand TenSecondVisits =
        new(MinDwell: TimeSpan.FromSeconds(10), MergeGap: TimeSpan.FromSeconds(20));

    private static readonly CoverageDemand Bikes =
        new(TenSecondVisits, [DeviceKind.Bike], Overdue: null, Dose: null);

    [Fact]
    public void Figures_PointVisitsOnAGraph_AreTheReferences()
    {
        // The design's reference: nodes 0–3 in the window 1–10, which half-open is [1, 11).
        (int Time, int Node)[] visits = [(1, 2), (2, 1), (4, 1), (4, 2), (5, 3), (6, 1), (8, 1), (8, 2), (9, 2)];
        var all = new Idleness();
        for (var node = 0; node <= 3; node++)
        {
            var instant = new CoverageDemand(default, [DeviceKind.Bike], Overdue: null, Dose: null);
            var coverage = new PlaceCoverage(instant, Span(1, 11), RulesSince.Always);
            foreach (var (time, at) in visits)
            {
                if (at == node)
                    coverage.Add(At(time, time));
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
        var coverage = Cover(Span(100, 1_000), At(150, 200), At(400, 500));

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
            Span(0, 100), At(10, 15), At(40, 90) with { Kind = DeviceKind.Car });

        Assert.Equal((0, 1, 100d), (coverage.Visits, coverage.Idleness.Count, coverage.Idleness.WorstSeconds));
        Assert.Equal(5 * TimeUs.PerSecond, coverage.PatrolUs);
        Assert.Null(coverage.LastVisitUs);
    }

    [Fact]
    public void Dose_TwoAtOnce_CountsOncePatrolledAndTwiceOfficer()
    {
        var coverage = Cover(Span(0, 100), At(-10, 30), At(20, 40), At(95, 200));

        Assert.Equal(45 * TimeUs.PerSecond, coverage.PatrolUs);
        Assert.Equal(55 * TimeUs.PerSecond, coverage.OfficerUs);
    }

    [Fact]
    public void Figures_VisitAcrossTheStart_IsNotCountedAgainButEndsIdleness()
    {
        var coverage = Cover(Span(100, 200), At(50, 120));

        Assert.Equal((0, 2), (coverage.Visits, coverage.Idleness.Count));
        Assert.Equal(80, coverage.Idleness.WorstSeconds);
    }

    [Fact]
    public void Figures_ReentryWithinMergeGap_IsOneVisit()
    {
        var coverage = Cover(Span(0, 100), At(10, 16), At(20, 26));

        Assert.Equal(1, coverage.Visits);
        Assert.Equal(20, (coverage.Idleness.MeanSeconds * 2) - coverage.InstantaneousUs / (double)TimeUs.PerSecond, 9);
    }

    [Fact]
    public void Possible_EarlyAndLate_IsUnionAndSumOfWhatMayHaveBeen()
    {
        // The second may have been there before the first, the third touches nothing.
        var coverage = Cover(
            Span(0, 100),
            At(20, 30) with { EarliestUs = Us(18), LatestUs = Us(32) },
            At(25, 40) with { EarliestUs = Us(15), LatestUs = Us(50) },
            At(60, 70));

        Assert.Equal((Us(45), Us(59)), (coverage.PossiblePatrolUs, coverage.PossibleOfficerUs));
        Assert.Equal((Us(30), Us(35)), (coverage.PatrolUs, coverage.OfficerUs));
    }

    [Fact]
    public void Overdue_VisitBeforeTheSpan_CountsFromItsEnd()
    {
        var hourly = Bikes with { Overdue = HourlyBy(DutySchedule.Always) };

        var coverage = Cover(hourly, Span(10_000, 20_000), At(9_000, 9_400), At(15_000, 15_100));

        // Due at 13,000 and again at 18,700; the visit counted at 15,010.
        Assert.Equal((Us(10_000), Us(2_010 + 1_300)), (coverage.DutyUs, coverage.OverdueUs));
    }

    [Fact]
    public void Doses_OfWholeShifts_AreAskedAndMet()
    {
        // Shifts from 01:00 to 02:00 each day; the span holds those of three days whole and of a fourth a half.
        var nightly = new DutySchedule("Etc/UTC", [new DutyWindow([], new TimeOnly(1, 0), new TimeOnly(2, 0))]);
        var dose = new DoseRule(
            "dose", 1, TimeSpan.FromMinutes(5), TimeSpan.Zero, TenSecondVisits, [DeviceKind.Bike], nightly);
        const long Day = 86_400;

        var coverage = Cover(
            Bikes with { Dose = dose }, Span(0, (3 * Day) + 5_400), At(3_600, 3_900), At(Day + 3_600, Day + 3_899));

        Assert.Equal((3, 1), (coverage.DosesAsked, coverage.DosesMet));
    }

    [Fact]
    public void Doses_BeforeTheRuleWasInForce_AreNotAsked()
    {
        var nightly = new DutySchedule("Etc/UTC", [new DutyWindow([], new TimeOnly(1, 0), new TimeOnly(2, 0))]);
        var dose = new DoseRule("dose", 1, default, default, TenSecondVisits, [DeviceKind.Bike], nightly);

        var since = RulesSince.Always with { DoseUs = Us(3_601) };
        var coverage = new PlaceCoverage(Bikes with { Dose = dose }, Span(0, 2 * 86_400), since);

        Assert.Equal(1, coverage.DosesAsked);
    }

    [Fact]
    public void Demand_OfAPlace_OverdueThenDoseThenSlotsJudgeVisits()
    {
        VisitDemand Of(int s) => new(TimeSpan.FromSeconds(s), TimeSpan.Zero);
        var slot = new SlotRule("slot", TimeSpan.FromHours(1), TimeSpan.FromHours(1), Of(1), [], DutySchedule.Always);
        var dose = new DoseRule("dose", 1, default, default, Of(2), [DeviceKind.Drone], DutySchedule.Always);
        var overdue = HourlyBy(DutySchedule.Always) with { Visit = Of(3) };
        CoverageDemand With(params PlaceRule[] rules) => CoverageDemand.Of(
            new Place("p", "p", PlaceKind.Post, new PlaceShape.Disc(default, 1), null, 1, [.. rules], "d"));

        Assert.Equal(VisitDemand.AnyAttendance, With().Visit);
        Assert.Equal(Of(1), With(slot).Visit);
        Assert.Equal(
            (Of(2), [DeviceKind.Drone], dose), (With(slot, dose).Visit, With(slot, dose).Eligible, With(dose).Dose));
        Assert.Equal((Of(3), overdue), (With(slot, dose, overdue).Visit, With(overdue).Overdue));
    }

    private static OverdueRule HourlyBy(DutySchedule duty) =>
        new("overdue", TimeSpan.FromHours(1), TenSecondVisits, [DeviceKind.Bike], duty);

    private static PlaceCoverage Cover(CoverageSpan span, params Stay[] stays) => Cover(Bikes, span, stays);

    private static PlaceCoverage Cover(CoverageDemand demand, CoverageSpan span, params Stay[] stays)
    {
        var coverage = new PlaceCoverage(demand, span, RulesSince.Always);
        foreach (var stay in stays)
            coverage.Add(stay);
        coverage.End();
        return coverage;
    }

    private static CoverageSpan Span(long fromS, long toS) => new(new TimeRange(Us(fromS), Us(toS)));

    private static Stay At(long fromS, long toS) => new(DeviceKind.Bike, Us(fromS), Us(toS), Us(fromS), Us(toS));

    private static long Us(long seconds) => seconds * TimeUs.PerSecond;
}
