using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>
/// How long a place was on duty in a span, and how long of that it was overdue: the time in its OVERDUE gaps, had the
/// rule been in force since <paramref name="inForceUs"/>. Visits go in by time.
/// </summary>
/// <param name="windows">The rule's merged duty windows that meet the span, whole, by time.</param>
internal sealed class OverdueTime(OverdueRule rule, IReadOnlyList<TimeRange> windows, long inForceUs, TimeRange span)
{
    private readonly long _maxUs = TimeUs.Of(rule.MaxInterval);
    private long _lastEndUs = long.MinValue;
    private int _window;

    /// <summary>Time on duty with the rule in force.</summary>
    public long DutyUs { get; private set; }

    /// <summary>Time of that in which idleness was beyond the limit.</summary>
    public long OverdueUs { get; private set; }

    public void Visit(long reachedUs, long endUs)
    {
        CloseWindowsBy(reachedUs);
        if (_window < windows.Count && windows[_window].StartUs <= reachedUs)
            AddUntil(windows[_window], reachedUs);
        _lastEndUs = Math.Max(_lastEndUs, endUs);
    }

    /// <summary>No more visits.</summary>
    public void End() => CloseWindowsBy(long.MaxValue);

    private void CloseWindowsBy(long us)
    {
        for (; _window < windows.Count && windows[_window].EndUs <= us; _window++)
        {
            var window = windows[_window];
            AddUntil(window, window.EndUs);
            DutyUs += LengthUs(Judged(Math.Max(window.StartUs, inForceUs), window.EndUs));
        }
    }

    /// <summary>Idleness ends at this moment of the window: what of it was beyond the limit?</summary>
    private void AddUntil(TimeRange window, long untilUs)
    {
        var idleUs = Math.Max(Math.Max(window.StartUs, inForceUs), _lastEndUs);
        // The window of an unending duty begins before all time.
        var openUs = idleUs > long.MaxValue - _maxUs ? long.MaxValue : idleUs + _maxUs;
        OverdueUs += LengthUs(Judged(openUs, untilUs));
    }

    private TimeRange Judged(long fromUs, long toUs) => new TimeRange(fromUs, toUs).Intersect(span);

    private static long LengthUs(TimeRange range) => range.IsEmpty ? 0 : range.EndUs - range.StartUs;
}
