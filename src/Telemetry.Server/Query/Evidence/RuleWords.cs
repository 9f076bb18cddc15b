using System.Globalization;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Query.Evidence;

/// <summary>What a rule demands, as one would say it to somebody who disputes it.</summary>
internal static class RuleWords
{
    private const int WindowsSpelt = 4;

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static string Of(PlaceRule rule, string placeName)
    {
        var demand = rule switch
        {
            OverdueRule overdue => $"a visit at least every {Of(overdue.MaxInterval)}; {VisitOf(overdue)}",
            DoseRule dose => $"in each duty window {DoseOf(dose)}; {VisitOf(dose)}",
            SlotRule slot =>
                $"a visit in each slot of {Of(slot.Length)}, every {Of(slot.Every)} from the start of duty; "
                    + VisitOf(slot),
            CoverRule cover => string.Create(
                CultureInfo.InvariantCulture,
                $"at least {cover.MinFraction:0.#%} of its ground, in cells of {cover.CellM:0.#} m, "
                    + $"seen in the last {Of(cover.Interval)}"),
            StrengthRule strength =>
                $"at least {strength.MinDevices} devices there at once, fewer for {Of(strength.Grace)} at most",
            FenceRule fence => FenceOf(fence),
            _ => rule.Id,
        };
        return $"{placeName}: {demand}; {KindsOf(rule.Eligible)}; {Of(rule.Duty)}.";
    }

    /// <summary>What is demanded of a device itself.</summary>
    public static string Of(GapKind kind, KindSettings settings, DutySchedule duty) => kind switch
    {
        GapKind.Silent =>
            $"A report at least every {Of(settings.SilenceAfter)}, with {Of(Limits.Settle)} to arrive; {Of(duty)}.",
        GapKind.Degraded => string.Create(
            CultureInfo.InvariantCulture,
            $"A usable fix ({settings.AccuracyLimitM:0.#} m or better) at least every {Of(settings.DegradedGrace)}."),
        GapKind.LowBattery => string.Create(
            CultureInfo.InvariantCulture, $"A battery of {settings.LowBatteryPercent:0.#} % or more."),
        _ => "",
    };

    public static string Of(TimeSpan span)
    {
        if (span.Ticks % TimeSpan.TicksPerMinute != 0)
            return string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
        var (hours, minutes) = ((int)span.TotalHours, span.Minutes);
        if (hours == 0)
            return $"{minutes} min";
        return minutes == 0 ? $"{hours} h" : $"{hours} h {minutes} min";
    }

    private static string VisitOf(VisitRule rule)
    {
        var dwell = rule.Visit.MinDwell > TimeSpan.Zero
            ? $"a visit lasts {Of(rule.Visit.MinDwell)} or more"
            : "being there is a visit";
        return $"{dwell}, and pauses under {Of(rule.Visit.MergeGap)} do not end it";
    }

    private static string DoseOf(DoseRule dose)
    {
        var asked = new List<string>();
        if (dose.MinVisits > 0)
            asked.Add($"{dose.MinVisits} visits");
        if (dose.MinPatrol > TimeSpan.Zero)
            asked.Add($"{Of(dose.MinPatrol)} with somebody there");
        if (dose.MinOfficer > TimeSpan.Zero)
            asked.Add($"{Of(dose.MinOfficer)} summed over devices");
        return string.Join(" and ", asked);
    }

    private static string FenceOf(FenceRule fence)
    {
        var demand = fence.Kind switch
        {
            FenceKind.KeepIn => "stay within it",
            FenceKind.KeepOut => "stay out of it",
            _ => string.Create(
                CultureInfo.InvariantCulture, $"fly no higher than {fence.CeilingM:0.#} m above its ground"),
        };
        return fence.Unit is null ? demand : $"{demand} (unit {fence.Unit})";
    }

    private static string KindsOf(DeviceKinds kinds) =>
        kinds.IsAny ? "any device counts" : $"only {string.Join(", ", kinds).ToLowerInvariant()} counts";

    private static string Of(DutySchedule duty)
    {
        if (duty.IsAlways)
            return "at all times";
        var windows = string.Join(", ", duty.Windows.Take(WindowsSpelt).Select(Of));
        var more = duty.Windows.Length > WindowsSpelt ? $" and {duty.Windows.Length - WindowsSpelt} more windows" : "";
        return $"on duty {windows}{more} ({duty.TimeZoneId})";
    }

    private static string Of(DutyWindow window)
    {
        var days = window.Days.IsEmpty ? "daily" : string.Join('/', window.Days.Select(day => Days[(int)day]));
        var some = window.Dates.IsEmpty && window.ExceptDates.IsEmpty ? "" : " on some dates";
        return string.Create(CultureInfo.InvariantCulture, $"{days}{some} {window.Start:HH:mm}–{window.End:HH:mm}");
    }
}
