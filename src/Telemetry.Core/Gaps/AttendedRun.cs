namespace Telemetry.Core.Gaps;

/// <summary>Attendance by time, with what must be known of the time before it.</summary>
internal readonly ref struct AttendedRun(ReadOnlySpan<Attended> attended, long lastEndUs, long searchFromUs)
{
    public ReadOnlySpan<Attended> Attended { get; } = attended;

    /// <summary>End of the last attendance before; <see cref="long.MinValue"/> when there was none.</summary>
    public long LastEndUs { get; } = lastEndUs;

    /// <summary>Duty windows that ended by then need no search.</summary>
    public long SearchFromUs { get; } = searchFromUs;
}
