using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>Idle intervals of one rule, window by window.</summary>
internal static class OracleIdle
{
    /// <param name="attended">[counts from, end], by time.</param>
    public static IEnumerable<GapTimes> Gaps(
        IEnumerable<TimeRange> attended, TimeRange inForce, DutySchedule duty, long limitUs, CloseReason ended,
        long watermarkUs)
    {
        var all = attended.ToList();
        foreach (var window in duty.WindowsBetween(inForce))
        {
            var span = window.Intersect(inForce);
            if (span.StartUs > watermarkUs)
                break;
            var cutUs = Math.Min(span.EndUs, watermarkUs);
            var idleUs = Math.Max(span.StartUs, all.Where(a => a.StartUs < span.StartUs).Select(a => a.EndUs)
                .DefaultIfEmpty(long.MinValue).Max());
            foreach (var visit in all.Where(a => a.StartUs >= span.StartUs && a.StartUs < span.EndUs))
            {
                if (visit.StartUs - idleUs > limitUs)
                    yield return new GapTimes(idleUs, idleUs + limitUs, new GapClose(visit.StartUs, ended));
                idleUs = Math.Max(idleUs, visit.EndUs);
            }

            var reason = span.EndUs < window.EndUs ? CloseReason.PlanChanged : CloseReason.DutyEnded;
            if (span.EndUs <= watermarkUs && span.EndUs - idleUs > limitUs)
                yield return new GapTimes(idleUs, idleUs + limitUs, new GapClose(span.EndUs, reason));
            if (span.EndUs > watermarkUs && cutUs - idleUs >= limitUs && idleUs + limitUs < span.EndUs)
                yield return new GapTimes(idleUs, idleUs + limitUs, null);
        }
    }
}
