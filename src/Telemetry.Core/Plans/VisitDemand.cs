namespace Telemetry.Core.Plans;

/// <summary>
/// What makes an attendance a visit: re-entries closer than <paramref name="MergeGap"/> are one attendance, and it must
/// be at least <paramref name="MinDwell"/> long.
/// </summary>
public readonly record struct VisitDemand(TimeSpan MinDwell, TimeSpan MergeGap)
{
    /// <summary>Where no rule says what a visit is, every attendance is one.</summary>
    public static readonly VisitDemand AnyAttendance = new(TimeSpan.Zero, TimeSpan.FromSeconds(20));
}
