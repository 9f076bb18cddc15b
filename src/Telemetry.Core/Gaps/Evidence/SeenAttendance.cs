using System.Collections.Immutable;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Evidence;

/// <summary>Why somebody was there and it does not count. The values are the contract's.</summary>
public enum AttendanceFault : byte
{
    /// <summary>The dwell of a visit was not reached.</summary>
    TooShort = 1,

    /// <summary>The rule does not accept devices of this kind.</summary>
    WrongKind = 2,

    /// <summary>Duty was off.</summary>
    OutsideDuty = 3,
}

/// <summary>
/// Somebody was at a place: presences that a rule joins into one attendance, and what it makes of it.
/// </summary>
/// <param name="Presences">By start; at least one.</param>
/// <param name="ReachedUs">When it became a visit; null when it did not, or when the rule asks no visits.</param>
/// <param name="Faults">Why it does not count; empty when it does.</param>
public sealed record SeenAttendance(
    ImmutableArray<Presence> Presences, long? ReachedUs, ImmutableArray<AttendanceFault> Faults)
{
    public long StartUs => Presences[0].StartUs;

    public long EndUs => Presences.Max(presence => presence.EndUs);

    /// <summary>It may have lasted so long: from the fix before the first presence to the fix after the last.</summary>
    public long EarliestUs => Presences.Min(presence => presence.EarliestUs);

    public long LatestUs => Presences.Max(presence => presence.LatestUs);

    public bool Counts => Faults.IsEmpty;

    /// <summary>What a rule makes of the presences at its place, given by start.</summary>
    public static IReadOnlyList<SeenAttendance> Judge(PlaceRule rule, IEnumerable<Presence> presences)
    {
        var judged = new List<SeenAttendance>();
        var fold = new AttendanceFold((rule as VisitRule)?.Visit ?? default);
        var joined = ImmutableArray.CreateBuilder<Presence>();
        foreach (var presence in presences)
        {
            if (!rule.Accepts(presence.Kind))
            {
                judged.Add(new SeenAttendance([presence], null, [AttendanceFault.WrongKind]));
                continue;
            }

            if (rule is not VisitRule)
            {
                judged.Add(new SeenAttendance([presence], null, FaultsOf(rule, presence.StartUs, presence.EndUs)));
                continue;
            }

            if (fold.Add(presence.StartUs, presence.EndUs) is { } ended)
                judged.Add(Joined(rule, ended, joined.DrainToImmutable()));
            joined.Add(presence);
        }

        if (fold.End() is { } last)
            judged.Add(Joined(rule, last, joined.DrainToImmutable()));
        judged.Sort(static (a, b) => a.StartUs.CompareTo(b.StartUs));
        return judged;
    }

    private static SeenAttendance Joined(PlaceRule rule, Attendance attendance, ImmutableArray<Presence> presences)
    {
        var faults = FaultsOf(rule, attendance.ReachedUs ?? attendance.StartUs, attendance.EndUs);
        return new SeenAttendance(
            presences,
            attendance.ReachedUs,
            attendance.ReachedUs is null ? [AttendanceFault.TooShort, .. faults] : faults);
    }

    private static ImmutableArray<AttendanceFault> FaultsOf(PlaceRule rule, long fromUs, long toUs) =>
        rule.Duty.WindowsBetween(new TimeRange(fromUs, toUs + 1)).Any() ? [] : [AttendanceFault.OutsideDuty];
}
