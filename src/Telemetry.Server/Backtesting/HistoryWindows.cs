using Telemetry.Core;

namespace Telemetry.Server.Backtesting;

/// <summary>
/// Cuts history into windows of about equally many reports, whatever the fleet's size, by how many the one before held:
/// what is read between two steps of the clock stays bounded.
/// </summary>
internal sealed class HistoryWindows(TimeRange span)
{
    /// <summary>Reports wanted in a window.</summary>
    public const int WindowReports = 250_000;

    private static readonly long FirstUs = 900 * TimeUs.PerSecond;
    private static readonly long ShortestUs = 60 * TimeUs.PerSecond;
    private static readonly long LongestUs = 6 * 3600 * TimeUs.PerSecond;

    private long _lengthUs = FirstUs;
    private long _fromUs = span.StartUs;

    /// <summary>Null at the end.</summary>
    public TimeRange? Next()
    {
        if (_fromUs >= span.EndUs)
            return null;
        var window = new TimeRange(_fromUs, Math.Min(span.EndUs, _fromUs + _lengthUs));
        _fromUs = window.EndUs;
        return window;
    }

    /// <summary>Tells how many reports the last window held.</summary>
    public void Held(long reports)
    {
        // At most twice as long as the one before: a night's rush begins after a day's quiet.
        var wanted = reports > 0 ? _lengthUs * ((double)WindowReports / reports) : double.MaxValue;
        _lengthUs = (long)Math.Clamp(Math.Min(wanted, _lengthUs * 2.0), ShortestUs, LongestUs);
    }
}
