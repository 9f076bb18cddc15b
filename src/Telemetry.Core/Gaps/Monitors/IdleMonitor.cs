namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Watches that something does not stay away for longer than a limit: visits, enough devices, a usable fix. Kinds of
/// gap differ only in what counts as attendance.
/// </summary>
internal abstract class IdleMonitor(GapBook book, IdleRule rule, TimeRange inForce) : RuleMonitor(book, inForce)
{
    public IdleRule Limit { get; } = rule;

    protected sealed override Searched Search(long fromUs, long watermarkUs, List<GapTimes> found)
    {
        var run = AttendedSince(fromUs, watermarkUs);
        var dueUs = IdleGaps.Find(
            Limit, InForce, run.Attended, run.LastEndUs, run.SearchFromUs, watermarkUs, found);
        return new Searched(run.LastEndUs, run.SearchFromUs, dueUs);
    }

    /// <summary>
    /// What counts as attendance from a safe point at or before <paramref name="fromUs"/> up to the watermark.
    /// </summary>
    protected abstract AttendedRun AttendedSince(long fromUs, long watermarkUs);
}
