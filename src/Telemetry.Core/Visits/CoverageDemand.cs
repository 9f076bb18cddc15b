using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>What a place's coverage is judged by.</summary>
/// <param name="Visit">What counts as a visit.</param>
/// <param name="Eligible">Whose presence counts.</param>
/// <param name="Overdue">Null: it is never overdue.</param>
/// <param name="Dose">Null: no shift asks a dose.</param>
public sealed record CoverageDemand(VisitDemand Visit, DeviceKinds Eligible, OverdueRule? Overdue, DoseRule? Dose)
{
    /// <summary>
    /// By a place's own rules: what is a visit is for its overdue rule to say; without one, for its dose; without that,
    /// for its slots; else anybody's attendance is one.
    /// </summary>
    public static CoverageDemand Of(Place place)
    {
        var (overdue, dose) = (Find<OverdueRule>(place), Find<DoseRule>(place));
        var rule = (VisitRule?)overdue ?? (VisitRule?)dose ?? Find<SlotRule>(place);
        return new CoverageDemand(
            rule?.Visit ?? VisitDemand.AnyAttendance, rule?.Eligible ?? DeviceKinds.Any, overdue, dose);
    }

    /// <summary>
    /// How far before a span presences matter to it: a visit may have begun there, and the place may have been overdue
    /// since.
    /// </summary>
    public TimeSpan ReachBefore =>
        Visit.MinDwell + Visit.MergeGap + (Overdue?.MaxInterval ?? TimeSpan.Zero);

    private static T? Find<T>(Place place)
        where T : PlaceRule =>
        place.Rules.OfType<T>().FirstOrDefault();
}
