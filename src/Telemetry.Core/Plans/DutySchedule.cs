using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>A recurring span of local time; when <paramref name="End"/> is not after <paramref name="Start"/> it crosses midnight.</summary>
/// <param name="Days">The local days on which the window starts; empty means every day.</param>
public sealed record DutyWindow(ImmutableArray<DayOfWeek> Days, TimeOnly Start, TimeOnly End)
{
    public bool Equals(DutyWindow? other) =>
        other is not null && Start == other.Start && End == other.End && Days.SequenceEqual(other.Days);

    public override int GetHashCode() => HashCode.Combine(Start, End, Days.Length);
}

/// <summary>When duty is on: windows in one IANA time zone, or always.</summary>
public sealed record DutySchedule(string TimeZoneId, ImmutableArray<DutyWindow> Windows)
{
    /// <summary>Duty without end; its one window is the whole of time.</summary>
    public static readonly DutySchedule Always = new("Etc/UTC", []);

    public bool IsAlways => Windows.IsEmpty;

    public bool Equals(DutySchedule? other) =>
        other is not null && TimeZoneId == other.TimeZoneId && Windows.SequenceEqual(other.Windows);

    public override int GetHashCode() => HashCode.Combine(TimeZoneId, Windows.Length);
}
