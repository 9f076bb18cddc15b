using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>
/// The span that coverage is told of. Duty in it is worked out once for all places of the same schedule.
/// </summary>
/// <param name="time">Both ends are times that exist.</param>
public sealed class CoverageSpan(TimeRange time)
{
    private readonly Dictionary<DutySchedule, TimeRange[]> _windows = [];
    private readonly Dictionary<DutySchedule, TimeRange[]> _shifts = [];

    public TimeRange Time { get; } = time;

    /// <summary>Merged duty windows that meet the span.</summary>
    internal IReadOnlyList<TimeRange> WindowsOf(DutySchedule duty)
    {
        if (!_windows.TryGetValue(duty, out var windows))
            _windows.Add(duty, windows = [.. duty.WindowsBetween(Time)]);
        return windows;
    }

    /// <summary>Shifts that lie in the span whole: of others it cannot tell what they got.</summary>
    internal IReadOnlyList<TimeRange> ShiftsOf(DutySchedule duty)
    {
        if (!_shifts.TryGetValue(duty, out var shifts))
        {
            shifts =
            [
                .. duty.ShiftsBetween(Time).Where(shift => shift.StartUs >= Time.StartUs && shift.EndUs <= Time.EndUs),
            ];
            _shifts.Add(duty, shifts);
        }

        return shifts;
    }
}
