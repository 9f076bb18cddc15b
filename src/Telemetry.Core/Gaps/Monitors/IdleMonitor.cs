namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Watches that something does not stay away for longer than a limit: visits, enough devices, a usable fix. Kinds of
/// gap differ only in what counts as attendance.
/// </summary>
internal abstract class IdleMonitor(GapBook book, IdleRule rule, TimeRange inForce) : RuleMonitor(book, inForce)
{
    private readonly List<GapTimes> _foreseen = [];

    public IdleRule Limit { get; } = rule;

    public sealed override GapTimes? Foresee(long watermarkUs, long horizonUs)
    {
        _foreseen.Clear();
        var run = AttendedAhead(Math.Min(DirtyFromUs, EvaluatedUs), watermarkUs, horizonUs);
        IdleGaps.Find(Limit, InForce, run.Attended, run.LastEndUs, run.SearchFromUs, horizonUs, _foreseen);
        foreach (var times in _foreseen)
        {
            if (times.OpenUs > watermarkUs)
                return times;
        }

        return null;
    }

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

    /// <summary>
    /// What will count as attendance up to the horizon if nothing more comes in. What is folded for it is folded anew
    /// when the clock moves.
    /// </summary>
    protected virtual AttendedRun AttendedAhead(long fromUs, long watermarkUs, long horizonUs) =>
        AttendedSince(fromUs, horizonUs);
}
