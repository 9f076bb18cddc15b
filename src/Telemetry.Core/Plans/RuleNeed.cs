using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>Device time that one rule needs at one place.</summary>
internal readonly record struct RuleNeed(TimeSpan OnSite, TimeSpan Travel)
{
    /// <param name="wayM">From the nearest other place.</param>
    public static RuleNeed Of(Plan plan, Place place, PlaceRule rule, double wayM, TimeRange span)
    {
        var kind = KindFor(plan, rule);
        var way = TimeSpan.FromSeconds(wayM / TypicalSpeed.MpsOf(kind));
        var duty = DutyWithin(rule.Duty, span);
        return rule switch
        {
            OverdueRule overdue => Visits(duty / overdue.MaxInterval, overdue.Visit.MinDwell, way),
            SlotRule slot => Visits(duty / slot.Every, slot.Visit.MinDwell, way),
            DoseRule dose => OfDose(dose, way, span),
            StrengthRule strength => new RuleNeed(strength.MinDevices * duty, TimeSpan.Zero),
            CoverRule cover => Visits(duty / cover.Interval, Sweep(plan, place, cover, kind), way),
            _ => default,
        };
    }

    public static TimeSpan DutyWithin(DutySchedule duty, TimeRange span) => duty.WindowsBetween(span)
        .Aggregate(TimeSpan.Zero, (sum, window) => sum + window.Intersect(span).Length);

    private static RuleNeed Visits(double count, TimeSpan each, TimeSpan way) => new(count * each, count * way);

    private static RuleNeed OfDose(DoseRule dose, TimeSpan way, TimeRange span)
    {
        var visits = Math.Max(1, dose.MinVisits);
        var onSite = Longest(visits * dose.Visit.MinDwell, dose.MinPatrol, dose.MinOfficer);
        // A shift that is in the span in part needs its part.
        var shifts = dose.Duty.ShiftsBetween(span).Sum(shift => shift.Intersect(span).Length / shift.Length);
        return new RuleNeed(shifts * onSite, shifts * visits * way);
    }

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> spans)
    {
        var longest = TimeSpan.Zero;
        foreach (var span in spans)
            longest = span > longest ? span : longest;
        return longest;
    }

    /// <summary>Going over the ground in lanes as wide as a device sees to both sides.</summary>
    private static TimeSpan Sweep(Plan plan, Place place, CoverRule cover, DeviceKind kind)
    {
        var laneM = 2 * plan.SettingsOf(kind).ReachM;
        return TimeSpan.FromSeconds(
            cover.MinFraction * PlaceArea.SquareMetersOf(place.Shape) / (laneM * TypicalSpeed.MpsOf(kind)));
    }

    /// <summary>Of the kinds that count, the one most numerous on the roster.</summary>
    private static DeviceKind KindFor(Plan plan, PlaceRule rule) => plan.Roster.Values
        .Where(entry => rule.Accepts(entry.Kind))
        .GroupBy(entry => entry.Kind)
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
        .Select(group => group.Key)
        .FirstOrDefault(rule.Eligible.First());
}
