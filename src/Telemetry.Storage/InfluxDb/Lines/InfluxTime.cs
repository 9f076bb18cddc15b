using Telemetry.Core;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// Times are written and asked for in nanoseconds, so that precision is never in doubt (1.6 silently files
/// microseconds in 1970). They reach from 1677 to 2262.
/// </summary>
internal static class InfluxTime
{
    public const long NsPerUs = 1_000;

    // InfluxDB keeps the two outermost values of each end for itself.
    private const long MinNs = long.MinValue + 2;
    private const long MaxNs = long.MaxValue - 1;

    public static bool CanHold(long us) => us is >= MinNs / NsPerUs and <= MaxNs / NsPerUs;

    public static long ToNs(long us) => us * NsPerUs;

    public static long ToUs(long ns) => Math.DivRem(ns, NsPerUs, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>The range as a condition in InfluxQL; what InfluxDB cannot hold is cut off.</summary>
    public static string Where(TimeRange range)
    {
        var from = Math.Max(range.StartUs, MinNs / NsPerUs);
        var to = Math.Min(range.EndUs, (MaxNs / NsPerUs) + 1);
        return to > MaxNs / NsPerUs
            ? $"time >= {ToNs(from)} AND time <= {MaxNs}"
            : $"time >= {ToNs(from)} AND time < {ToNs(to)}";
    }
}
