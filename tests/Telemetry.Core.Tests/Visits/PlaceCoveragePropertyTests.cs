using CsCheck;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

/// <summary>The figures of a place against a plain count, second by second.</summary>
public sealed class PlaceCoveragePropertyTests
{
    private const int Seconds = 4 * 3_600;
    private const int SpanFrom = 4_000;
    private const int SpanTo = 13_000;

    private static readonly VisitDemand Visit = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));

    // Shifts of 50 minutes that overlap, with a pause at the end of each hour and a half.
    private static readonly DutySchedule Windows = new(
        "Etc/UTC",
        [
            new DutyWindow([], new TimeOnly(0, 10), new TimeOnly(1, 0)),
            new DutyWindow([], new TimeOnly(0, 40), new TimeOnly(1, 30)),
            new DutyWindow([], new TimeOnly(2, 0), new TimeOnly(2, 50)),
            new DutyWindow([], new TimeOnly(3, 0), new TimeOnly(3, 50)),
        ]);

    private static readonly Gen<Stay> GenStay =
        from start in Gen.Int[0, Seconds - 400]
        from length in Gen.Int[0, 300]
        from before in Gen.Int[0, 90]
        from after in Gen.Int[0, 90]
        from kind in Gen.Frequency((4, Gen.Const(DeviceKind.Bike)), (1, Gen.Const(DeviceKind.Car)))
        select new Stay(kind, Us(start), Us(start + length), Us(start - before), Us(start + length + after));

    [Fact]
    public void Figures_RandomStays_EqualAPlainCount() =>
        Gen.Select(GenStay.Array[0, 40], Gen.Bool, Gen.Int[0, 6_000]).Sample((unsorted, isAlways, sinceS) =>
        {
            var stays = unsorted.OrderBy(stay => stay.StartUs).ToList();
            var duty = isAlways ? DutySchedule.Always : Windows;
            var overdue = new OverdueRule("overdue", TimeSpan.FromMinutes(12), Visit, [DeviceKind.Bike], duty);
            var dose = new DoseRule(
                "dose", 2, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5), Visit, DeviceKinds.Any, Windows);
            var span = new CoverageSpan(new TimeRange(Us(SpanFrom), Us(SpanTo)));
            var since = new RulesSince(Us(sinceS), Us(sinceS));

            var coverage = new PlaceCoverage(new CoverageDemand(Visit, [DeviceKind.Bike], overdue, dose), span, since);
            foreach (var stay in stays)
                coverage.Add(stay);
            coverage.End();

            var bikes = stays.Where(stay => stay.Kind == DeviceKind.Bike).ToList();
            Assert.Equal(Count(bikes, s => s.StartUs, s => s.EndUs), (coverage.PatrolUs, coverage.OfficerUs));
            Assert.Equal(
                Count(bikes, s => s.EarliestUs, s => s.LatestUs),
                (coverage.PossiblePatrolUs, coverage.PossibleOfficerUs));
            Assert.Equal(OverdueUs(bikes, overdue, Us(sinceS)), coverage.OverdueUs);
            Assert.Equal(Doses(stays, dose, Us(sinceS)), (coverage.DosesAsked, coverage.DosesMet));
        }, iter: 500);

    private static (long UnionUs, long SumUs) Count(List<Stay> stays, Func<Stay, long> from, Func<Stay, long> to)
    {
        var (union, sum) = (0L, 0L);
        for (var second = SpanFrom; second < SpanTo; second++)
        {
            var there = stays.Count(stay => from(stay) <= Us(second) && to(stay) > Us(second));
            (union, sum) = (union + Math.Min(there, 1), sum + there);
        }

        return (Us(union), Us(sum));
    }

    private static long OverdueUs(List<Stay> stays, OverdueRule rule, long sinceUs)
    {
        var visits = VisitsOf(stays, rule.Visit);
        var overdue = 0L;
        for (var second = SpanFrom; second < SpanTo; second++)
        {
            if (rule.Duty.WindowAt(Us(second)) is not { } window)
                continue;
            var idleUs = visits.Where(visit => visit.ReachedUs <= Us(second))
                .Select(visit => visit.EndUs).Append(Math.Max(window.StartUs, sinceUs)).Max();
            if (Us(second) - idleUs >= TimeUs.Of(rule.MaxInterval))
                overdue++;
        }

        return Us(overdue);
    }

    private static (int Asked, int Met) Doses(List<Stay> stays, DoseRule rule, long sinceUs)
    {
        var shifts = rule.Duty.ShiftsBetween(new TimeRange(Us(SpanFrom), Us(SpanTo)))
            .Where(shift => shift.StartUs >= Math.Max(sinceUs, Us(SpanFrom)) && shift.EndUs <= Us(SpanTo)).ToList();
        var visits = VisitsOf(stays, rule.Visit);
        return (shifts.Count, shifts.Count(shift =>
        {
            var inside = Enumerable.Range((int)(shift.StartUs / TimeUs.PerSecond), (int)shift.Length.TotalSeconds)
                .Select(second => stays.Count(stay => stay.StartUs <= Us(second) && stay.EndUs > Us(second))).ToList();
            return visits.Count(visit => shift.Contains(visit.ReachedUs!.Value)) >= rule.MinVisits
                && inside.Count(there => there > 0) >= rule.MinPatrol.TotalSeconds
                && inside.Sum() >= rule.MinOfficer.TotalSeconds;
        }));
    }

    private static List<Attendance> VisitsOf(List<Stay> stays, VisitDemand demand)
    {
        var fold = new AttendanceFold(demand);
        var all = new List<Attendance?>();
        foreach (var stay in stays)
            all.Add(fold.Add(stay.StartUs, stay.EndUs));
        all.Add(fold.End());
        return all.OfType<Attendance>().Where(attendance => attendance.ReachedUs is not null).ToList();
    }

    private static long Us(long seconds) => seconds * TimeUs.PerSecond;
}
