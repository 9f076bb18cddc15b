using Telemetry.Core.Plans;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>How long something may stay away while duty is on, and how a gap ends when it comes back.</summary>
internal sealed record IdleRule(long MaxIdleUs, DutySchedule Duty, CloseReason EndedBy);

/// <summary>A time when the place was attended (or the device heard): from when it counts to its end.</summary>
/// <param name="Reason">How it ends a gap; null: as its rule says.</param>
internal readonly record struct Attended(long CountsFromUs, long EndUs, CloseReason? Reason = null)
{
    /// <summary>The end of what lasts until something comes in that says otherwise.</summary>
    public const long OnwardUs = long.MaxValue / 4;
}

/// <summary>Attendance by time, with what must be known of the time before it.</summary>
internal readonly ref struct AttendedRun(ReadOnlySpan<Attended> attended, long lastEndUs, long searchFromUs)
{
    public ReadOnlySpan<Attended> Attended { get; } = attended;

    /// <summary>End of the last attendance before; <see cref="long.MinValue"/> when there was none.</summary>
    public long LastEndUs { get; } = lastEndUs;

    /// <summary>Duty windows that ended by then need no search.</summary>
    public long SearchFromUs { get; } = searchFromUs;
}
