namespace Telemetry.Core.Plans;

/// <summary>
/// Local wall-clock time to event time. Only the zone's UTC offset at an instant is asked, because that is never in
/// doubt; the way back is solved from it. A local time that a clock put back shows twice has two moments. One that a
/// clock put forward skips is taken at the moment of the jump, so that later local times never give earlier moments.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    // Further from UTC than any zone ever was, and closer than two changes of one zone's offset ever came.
    private static readonly TimeSpan Reach = TimeSpan.FromHours(26);

    /// <summary>The first moment at which clocks show this time.</summary>
    public long FirstUs(DateTime local) => Moments(local).FirstUs;

    /// <summary>The last moment at which clocks show this time.</summary>
    public long LastUs(DateTime local) => Moments(local).LastUs;

    private (long FirstUs, long LastUs) Moments(DateTime local)
    {
        var asUtc = DateTime.SpecifyKind(local, DateTimeKind.Utc);
        var before = zone.GetUtcOffset(asUtc - Reach);
        var after = zone.GetUtcOffset(asUtc + Reach);
        if (before == after)
            return (Us(asUtc - before), Us(asUtc - before));

        var isBefore = zone.GetUtcOffset(asUtc - before) == before;
        var isAfter = zone.GetUtcOffset(asUtc - after) == after;
        return (isBefore, isAfter) switch
        {
            (true, true) => (Us(asUtc - before), Us(asUtc - after)),
            (true, false) => (Us(asUtc - before), Us(asUtc - before)),
            (false, true) => (Us(asUtc - after), Us(asUtc - after)),
            _ => JumpBetween(asUtc - Reach, asUtc + Reach, before),
        };
    }

    /// <summary>The moment at which the offset changes, by bisection.</summary>
    private (long FirstUs, long LastUs) JumpBetween(DateTime from, DateTime to, TimeSpan offsetBefore)
    {
        var (lowUs, highUs) = (Us(from), Us(to));
        while (highUs - lowUs > 1)
        {
            var middleUs = lowUs + ((highUs - lowUs) / 2);
            if (zone.GetUtcOffset(TimeUs.ToTime(middleUs).UtcDateTime) == offsetBefore)
                lowUs = middleUs;
            else
                highUs = middleUs;
        }

        return (highUs, highUs);
    }

    private static long Us(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
