using Telemetry.Core;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Backtesting;

/// <summary>What is compared, and what is read for that.</summary>
/// <param name="Compared">Gaps open in it are compared, by their parts in it.</param>
/// <param name="Read">Reports that are gone through.</param>
internal readonly record struct BacktestSpan(TimeRange Compared, TimeRange Read)
{
    /// <summary>A rule that looks back further begins as if everything had been visited so long before.</summary>
    public static readonly TimeSpan LongestLookBack = TimeSpan.FromDays(7);

    // Where devices were when the comparison begins, and whether they came back from a silence at its end.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <param name="dutyFromUs">Nobody is blamed for what was before duty began at all.</param>
    public static BacktestSpan Of(Plan plan, TimeRange compared, long dutyFromUs)
    {
        var back = LookBack(plan);
        var marginUs = TimeUs.Of(Margin);
        var fromUs = compared.StartUs - TimeUs.Of(back < LongestLookBack ? back : LongestLookBack) - marginUs;
        return new BacktestSpan(compared, new TimeRange(Math.Max(fromUs, dutyFromUs), compared.EndUs + marginUs));
    }

    private static TimeSpan LookBack(Plan plan) => plan.Grounds
        .SelectMany(place => place.Rules)
        .Select(rule => rule switch
        {
            OverdueRule overdue => overdue.MaxInterval + overdue.Visit.MinDwell + overdue.Visit.MergeGap,
            CoverRule cover => cover.Interval,
            DoseRule dose => LongestShift(dose.Duty),
            SlotRule slot => LongestShift(slot.Duty),
            _ => TimeSpan.Zero,
        })
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    /// <summary>What is judged at a shift's end is judged by all of it.</summary>
    private static TimeSpan LongestShift(DutySchedule duty) => duty.IsAlways ? TimeSpan.Zero : TimeSpan.FromDays(1);
}
