using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>
/// A recurring span of local time; when <paramref name="End"/> is not after <paramref name="Start"/> it crosses
/// midnight, so that equal ends mean a whole day.
/// </summary>
/// <param name="Days">The local days on which the window starts; empty means every day.</param>
public sealed record DutyWindow(ImmutableArray<DayOfWeek> Days, TimeOnly Start, TimeOnly End)
{
    public bool CrossesMidnight => End <= Start;

    public bool StartsOn(DayOfWeek day) => Days.IsEmpty || Days.Contains(day);

    public bool Equals(DutyWindow? other) =>
        other is not null && Start == other.Start && End == other.End && Days.SequenceEqual(other.Days);

    public override int GetHashCode() => HashCode.Combine(Start, End, Days.Length);
}
