using System.Globalization;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Server.Query.Evidence;

/// <summary>What was found about a gap, and what would settle it, as one would say it.</summary>
internal static class FindingWords
{
    /// <param name="stays">Where the named devices could have been there unseen.</param>
    /// <param name="seen">Who was there around the gap.</param>
    public static string Of(
        Gap gap, PlaceRule? rule, IReadOnlyList<(string DeviceId, PossibleStay Stay)> stays,
        IReadOnlyList<SeenAttendance> seen)
    {
        var dose = rule is DoseRule asked ? $"{DoseOf(gap, asked, seen)} " : "";
        if (gap.Kind == GapKind.Breach)
            return BreachOf(gap);
        if (gap.Kind.IsOfDevice())
            return "Confirmed: what a device tells of itself, or does not, needs no witness.";
        if (gap.UnverifiedBy.IsEmpty)
            return $"{dose}Confirmed: no device that counts can have undone it unseen; each was seen elsewhere, "
                + "or could not have got there and back in time.";
        return $"{dose}Unverified: {string.Join("; ", gap.UnverifiedBy.Select(device => WhyOf(device, stays)))}.";
    }

    public static string SettledBy(string deviceId, Prism prism) => (prism.From, prism.To) switch
    {
        ({ } from, { } to) =>
            $"Reports of {deviceId} from between {TimeOf(from.TimeUs)} and {TimeOf(to.TimeUs)}, if it kept any.",
        ({ } from, null) => $"What {deviceId} reports next, and what it kept since {TimeOf(from.TimeUs)}.",
        (null, { } to) => $"Reports of {deviceId} from before {TimeOf(to.TimeUs)}, if it kept any.",
        _ => $"A first report of {deviceId}, or a roster on which it is not expected.",
    };

    private static string BreachOf(Gap gap) => gap.UnverifiedBy.IsEmpty
        ? "Confirmed: a fix of the device tells it."
        : "Unverified: seen only between two fixes. The straight line from one to the other breaks the rule, "
            + $"but no fix lies in the gap; a report of {gap.SubjectId} from between them would settle it, "
            + "if it kept any.";

    private static string WhyOf(string device, IReadOnlyList<(string DeviceId, PossibleStay Stay)> stays)
    {
        var times = stays.Where(stay => stay.DeviceId == device).Select(stay => RangeOf(stay.Stay)).ToList();
        return times.Count > 0
            ? $"{device} was silent and could have been there {string.Join(" and ", times)}"
            : $"{device} was seen there, and may have stayed longer by what lies between two fixes";
    }

    private static string RangeOf(PossibleStay stay) => stay.UntilUs is { } untilUs
        ? $"from {TimeOf(stay.FromUs)} to {TimeOf(untilUs)}"
        : $"since {TimeOf(stay.FromUs)}";

    private static string DoseOf(Gap gap, DoseRule rule, IReadOnlyList<SeenAttendance> seen)
    {
        var shift = new CoverageSpan(new TimeRange(gap.IdleFromUs, gap.OpenUs));
        var demand = new CoverageDemand(rule.Visit, rule.Eligible, Overdue: null, Dose: null);
        var coverage = new PlaceCoverage(demand, shift, RulesSince.Always);
        var presences = seen.SelectMany(attendance => attendance.Presences);
        foreach (var presence in presences.OrderBy(presence => presence.StartUs))
            coverage.Add(Stay.Of(presence));
        coverage.End();
        return $"Seen: {coverage.Visits} visits, {LengthOf(coverage.PatrolUs)} with somebody there, "
            + $"{LengthOf(coverage.OfficerUs)} summed over devices.";
    }

    private static string LengthOf(long us) => RuleWords.Of(TimeSpan.FromSeconds(us / TimeUs.PerSecond));

    private static string TimeOf(long us) =>
        TimeUs.ToTime(us).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
