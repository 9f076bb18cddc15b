namespace Telemetry.Core;

/// <summary>
/// Event time is a count of microseconds since the Unix epoch: the finest that devices send, exact in 64 bits for
/// 292,000 years, and comparable without a calendar. Durations cross this line as <see cref="TimeSpan"/>.
/// </summary>
public static class TimeUs
{
    public const long PerSecond = 1_000_000;

    public static long From(DateTimeOffset time) =>
        (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long us) => new(DateTime.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond));

    public static long Of(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    public static TimeSpan ToSpan(long endUs, long startUs)
    {
        var us = (Int128)endUs - startUs;
        return us > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.MaxValue
            : TimeSpan.FromMicroseconds((long)us);
    }
}
