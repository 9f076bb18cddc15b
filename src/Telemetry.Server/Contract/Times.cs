using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Contract;

/// <summary>Event time to the contract's Timestamp and back. Microseconds are kept whole; finer input is cut.</summary>
internal static class Times
{
    private const int NanosPerUs = 1_000;

    // What a Timestamp can say: years 1 to 9999.
    private static readonly long MinUs = TimeUs.From(DateTimeOffset.MinValue);
    private static readonly long MaxUs = TimeUs.From(DateTimeOffset.MaxValue);

    public static Timestamp ToTimestamp(long us)
    {
        us = Math.Clamp(us, MinUs, MaxUs);
        var (seconds, rest) = Math.DivRem(us, TimeUs.PerSecond);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + TimeUs.PerSecond);
        return new Timestamp { Seconds = seconds, Nanos = (int)rest * NanosPerUs };
    }

    public static long ToUs(Timestamp time, string field)
    {
        if (time.Nanos is < 0 or > 999_999_999
            || time.Seconds < MinUs / TimeUs.PerSecond
            || time.Seconds > MaxUs / TimeUs.PerSecond)
            throw Fault.InvalidField(field, "is not a time between the years 1 and 9999");
        return (time.Seconds * TimeUs.PerSecond) + (time.Nanos / NanosPerUs);
    }

    /// <summary>Null when absent.</summary>
    public static long? ToUsOrNull(Timestamp? time, string field) => time is null ? null : ToUs(time, field);

    /// <summary>Absent, or absent ends, mean without that end.</summary>
    public static TimeRange ToRange(TimeInterval? interval, string field)
    {
        var range = new TimeRange(
            interval?.StartTime is { } start ? ToUs(start, $"{field}.start_time") : long.MinValue,
            interval?.EndTime is { } end ? ToUs(end, $"{field}.end_time") : long.MaxValue);
        return range.IsEmpty ? throw Fault.InvalidField(field, "ends before it begins, or is empty") : range;
    }

    public static TimeInterval ToInterval(TimeRange range) =>
        new() { StartTime = ToTimestamp(range.StartUs), EndTime = ToTimestamp(range.EndUs) };
}
