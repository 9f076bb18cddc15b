using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>When duty is on: windows in one IANA time zone, or always.</summary>
/// <remarks>
/// Windows of event time are merged where they touch or overlap, sorted, and given whole, never cut to what was asked.
/// How local time becomes event time when a clock is put forward or back is told at <see cref="LocalClock"/>.
/// A time zone that this machine does not know is a fault: <see cref="TimeZoneNotFoundException"/>.
/// </remarks>
/// <param name="TimeZoneId">IANA id, as in <c>Asia/Shanghai</c>.</param>
/// <param name="Windows">Empty means always.</param>
public sealed record DutySchedule(string TimeZoneId, ImmutableArray<DutyWindow> Windows)
{
    /// <summary>Duty without end; its one window is the whole of time.</summary>
    public static readonly DutySchedule Always = new("Etc/UTC", []);

    private DutyCalendar? _calendar;

    // A changed copy must not inherit the windows worked out for its original.
    private DutySchedule(DutySchedule original)
    {
        TimeZoneId = original.TimeZoneId;
        Windows = original.Windows;
    }

    public bool IsAlways => Windows.IsEmpty;

    private DutyCalendar Calendar => Volatile.Read(ref _calendar) ?? MakeCalendar();

    /// <summary>The window that holds this moment; null while duty is off.</summary>
    public TimeRange? WindowAt(long us) => IsAlways ? TimeRange.Always : Calendar.WindowAt(us);

    /// <summary>The first window that starts after this moment; null when there is none.</summary>
    public TimeRange? NextWindow(long us) => IsAlways ? null : Calendar.NextWindow(us);

    /// <summary>
    /// Every window that shares at least one moment with the span, ascending, worked out as it is asked for: of a span
    /// without end, take what you need and stop, for windows go on until 2200.
    /// </summary>
    public IEnumerable<TimeRange> WindowsBetween(TimeRange span)
    {
        if (span.IsEmpty)
            return [];
        return IsAlways ? [TimeRange.Always] : Calendar.WindowsBetween(span);
    }

    /// <summary>
    /// Every shift that shares at least one moment with the span, by start: the windows as they are written, each whole
    /// and not merged with others. Of shifts that start at the same moment only the longest is told.
    /// </summary>
    public IEnumerable<TimeRange> ShiftsBetween(TimeRange span)
    {
        if (span.IsEmpty)
            return [];
        return IsAlways ? [TimeRange.Always] : Calendar.ShiftsBetween(span);
    }

    public bool Equals(DutySchedule? other) =>
        other is not null && TimeZoneId == other.TimeZoneId && Windows.SequenceEqual(other.Windows);

    public override int GetHashCode() => HashCode.Combine(TimeZoneId, Windows.Length);

    private DutyCalendar MakeCalendar()
    {
        var made = new DutyCalendar(TimeZoneInfo.FindSystemTimeZoneById(TimeZoneId), Windows);
        return Interlocked.CompareExchange(ref _calendar, made, null) ?? made;
    }
}
