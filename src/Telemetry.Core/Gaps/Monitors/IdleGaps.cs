namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// From visits to gaps: inside each duty window idleness runs from the later of window start and last visit's end;
/// where it reaches the limit before the next visit counts, a gap opens, and that visit or the window's end closes it.
/// </summary>
internal static class IdleGaps
{
    /// <summary>Appends the gaps by time.</summary>
    /// <param name="attended">By time, disjoint, none that begins after the watermark.</param>
    /// <param name="lastEndUs">End of the last visit before <paramref name="attended"/>; <see cref="long.MinValue"/>
    /// when none.</param>
    /// <param name="fromUs">Windows that ended by then are not looked at.</param>
    /// <returns>When a gap may open or close next if nothing comes in.</returns>
    public static long Find(
        IdleRule rule, TimeRange inForce, ReadOnlySpan<Attended> attended, long lastEndUs, long fromUs,
        long watermarkUs, List<GapTimes> gaps)
    {
        var cursorUs = Math.Max(inForce.StartUs, fromUs);
        var next = 0;
        var window = rule.Duty.WindowAt(cursorUs) ?? rule.Duty.NextWindow(cursorUs);
        for (; window is { } duty; window = rule.Duty.NextWindow(duty.StartUs))
        {
            var span = duty.Intersect(inForce);
            if (span.IsEmpty)
                return long.MaxValue;
            if (span.StartUs > watermarkUs)
                return span.StartUs + rule.MaxIdleUs;

            var idleUs = Math.Max(span.StartUs, lastEndUs);
            for (; next < attended.Length && attended[next].CountsFromUs < span.EndUs; next++)
            {
                var reason = attended[next].Reason ?? rule.EndedBy;
                AddIfTooLong(gaps, rule, idleUs, new GapClose(attended[next].CountsFromUs, reason));
                lastEndUs = Math.Max(lastEndUs, attended[next].EndUs);
                idleUs = Math.Max(idleUs, lastEndUs);
            }

            if (span.EndUs > watermarkUs)
                return AddIfOpen(gaps, rule, inForce, idleUs, span, watermarkUs);
            var ended = span.EndUs < duty.EndUs ? CloseReason.PlanChanged : CloseReason.DutyEnded;
            AddIfTooLong(gaps, rule, idleUs, new GapClose(span.EndUs, ended));
        }

        return long.MaxValue;
    }

    private static void AddIfTooLong(List<GapTimes> gaps, IdleRule rule, long idleUs, GapClose close)
    {
        if (close.TimeUs > idleUs && close.TimeUs - idleUs > rule.MaxIdleUs)
            gaps.Add(new GapTimes(idleUs, idleUs + rule.MaxIdleUs, close));
    }

    private static long AddIfOpen(
        List<GapTimes> gaps, IdleRule rule, TimeRange inForce, long idleUs, TimeRange span, long watermarkUs)
    {
        var deadlineUs = idleUs + rule.MaxIdleUs;
        if (deadlineUs >= span.EndUs)
        {
            // Too late in this window to run out: the next one is the next chance.
            return rule.Duty.NextWindow(span.StartUs) is { } later && later.StartUs < inForce.EndUs
                ? later.StartUs + rule.MaxIdleUs
                : long.MaxValue;
        }

        if (deadlineUs > watermarkUs)
            return deadlineUs;
        gaps.Add(new GapTimes(idleUs, deadlineUs, null));
        return span.EndUs;
    }
}
