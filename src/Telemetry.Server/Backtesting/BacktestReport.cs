using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using CoreGapKind = Telemetry.Core.Gaps.GapKind;
using CoreNeed = Telemetry.Core.Plans.PatrolNeed;
using CorePlan = Telemetry.Core.Plans.Plan;

namespace Telemetry.Server.Backtesting;

/// <summary>What a backtest found, as messages.</summary>
internal sealed class BacktestReport(CorePlan newPlan, CorePlan oldPlan, TimeRange compared, BacktestLineup lineup)
{
    private readonly List<(string SubjectId, CoreGapKind Kind, Comparison Comparison)> _lines = [.. lineup.Lines()];

    public IEnumerable<BacktestSubject> Subjects()
    {
        foreach (var lines in _lines.GroupBy(line => ResourceNames.Subject(line.Kind, line.SubjectId)))
        {
            var (subjectId, kind, _) = lines.First();
            var name = PlanNames.Of(newPlan).NameOf(kind, subjectId);
            yield return new BacktestSubject
            {
                Subject = lines.Key,
                DisplayName = name.Length > 0 ? name : PlanNames.Of(oldPlan).NameOf(kind, subjectId),
                Lines = { lines.Select(line => ToMessage(line.Kind, line.Comparison)) },
            };
        }
    }

    public BacktestSummary Summary(long reportCount)
    {
        var faulty = lineup.NewSubjects;
        return new BacktestSummary
        {
            Interval = Times.ToInterval(compared),
            ReportCount = reportCount,
            Totals =
            {
                _lines.GroupBy(line => line.Kind).OrderBy(lines => lines.Key).Select(lines => ToMessage(
                    lines.Key, lines.Aggregate(default(Comparison), (sum, line) => sum + line.Comparison))),
            },
            PlaceCount = newPlan.Places.Length,
            CleanPlaceCount = newPlan.Places.Count(place => !faulty.Contains(place.Id)),
            NewNeed = ToMessage(CoreNeed.Of(newPlan, compared)),
            OldNeed = ToMessage(CoreNeed.Of(oldPlan, compared)),
        };
    }

    private static BacktestLine ToMessage(CoreGapKind kind, Comparison comparison) => new()
    {
        Kind = (GapKind)kind,
        OnlyNewCount = comparison.OnlyNew,
        OnlyOldCount = comparison.OnlyOld,
        BothCount = comparison.Both,
        UnverifiedNewCount = comparison.UnverifiedNew,
        OnlyNewTime = ToDuration(comparison.OnlyNewUs),
        OnlyOldTime = ToDuration(comparison.OnlyOldUs),
        BothTime = ToDuration(comparison.BothUs),
    };

    private static PatrolNeed ToMessage(CoreNeed need) => new()
    {
        OnSiteTime = need.OnSite.ToDuration(),
        TravelTime = need.Travel.ToDuration(),
        RosterTime = need.Roster.ToDuration(),
    };

    private static Duration ToDuration(long us) => TimeSpan.FromMicroseconds(us).ToDuration();
}
