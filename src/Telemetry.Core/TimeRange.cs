namespace Telemetry.Core;

/// <summary>A half-open span of event time [Start, End), in microseconds since the Unix epoch, UTC.</summary>
public readonly record struct TimeRange(long StartUs, long EndUs)
{
    public static readonly TimeRange Always = new(long.MinValue, long.MaxValue);

    public bool IsEmpty => EndUs <= StartUs;

    /// <summary>Saturates: an unbounded range is as long as a <see cref="TimeSpan"/> can say.</summary>
    public TimeSpan Length => IsEmpty ? TimeSpan.Zero : TimeUs.ToSpan(EndUs, StartUs);

    public bool Contains(long us) => us >= StartUs && us < EndUs;

    public bool Overlaps(TimeRange other) => StartUs < other.EndUs && other.StartUs < EndUs;

    public TimeRange Intersect(TimeRange other) =>
        new(Math.Max(StartUs, other.StartUs), Math.Min(EndUs, other.EndUs));
}
