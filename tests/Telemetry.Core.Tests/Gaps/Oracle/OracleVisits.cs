using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>An attendance with those who made it; a visit when its dwell was reached.</summary>
internal sealed record OracleAttendance(List<Stay> Stays, long StartUs, long EndUs, long? ReachedUs)
{
    public static List<OracleAttendance> Join(VisitDemand demand, IEnumerable<Stay> stays)
    {
        var attendances = new List<OracleAttendance>();
        var waiting = stays.OrderBy(stay => stay.StartUs)
            .ThenBy(stay => stay.DeviceId, StringComparer.Ordinal).ToList();
        while (waiting.Count > 0)
        {
            var members = new List<Stay> { waiting[0] };
            waiting.RemoveAt(0);
            var endUs = members[0].EndUs;
            while (waiting.Count > 0
                && (waiting[0].StartUs <= endUs || waiting[0].StartUs - endUs < TimeUs.Of(demand.MergeGap)))
            {
                members.Add(waiting[0]);
                endUs = Math.Max(endUs, waiting[0].EndUs);
                waiting.RemoveAt(0);
            }

            var startUs = members[0].StartUs;
            var dueUs = startUs + TimeUs.Of(demand.MinDwell);
            var reached = members.Where(member => member.EndUs >= dueUs).ToList();
            attendances.Add(new OracleAttendance(
                members, startUs, endUs,
                reached.Count > 0 ? reached.Min(member => Math.Max(member.StartUs, dueUs)) : null));
        }

        return attendances;
    }
}
