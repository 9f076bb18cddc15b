using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>
/// A recurring span of local time; when <paramref name="End"/> is not after <paramref name="Start"/> it crosses
/// midnight, so that equal ends mean a whole day.
/// </summary>
/// <param name="Days">The local days on which the window starts; empty means every day.</param>
public sealed record DutyWindow(ImmutableArray<DayOfWeek> Days, TimeOnly Start, TimeOnly End)
{
    /// <summary>The local dates on which it starts, sorted and apart; empty means every date.</summary>
    public ImmutableArray<DateSpan> Dates { get; init; } = [];

    /// <summary>The local dates on which it does not start, whatever else is said; sorted and apart.</summary>
    public ImmutableArray<DateSpan> ExceptDates { get; init; } = [];

    public bool CrossesMidnight => End <= Start;

    /// <summary>How long it is on a day without a clock change.</summary>
    public TimeSpan Length =>
        (CrossesMidnight ? TimeSpan.FromDays(1) : TimeSpan.Zero) + End.ToTimeSpan() - Start.ToTimeSpan();

    public bool StartsOn(DateOnly day) =>
        (Days.IsEmpty || Days.Contains(day.DayOfWeek))
        && (Dates.IsEmpty || DateSpan.Contains(Dates, day))
        && !DateSpan.Contains(ExceptDates, day);

    public bool Equals(DutyWindow? other) =>
        other is not null && Start == other.Start && End == other.End && Days.SequenceEqual(other.Days)
        && Dates.SequenceEqual(other.Dates) && ExceptDates.SequenceEqual(other.ExceptDates);

    public override int GetHashCode() => HashCode.Combine(Start, End, Days.Length, Dates.Length, ExceptDates.Length);
}
