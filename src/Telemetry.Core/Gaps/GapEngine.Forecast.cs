using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps;

/// <content>What is to come.</content>
public sealed partial class GapEngine
{
    /// <summary>
    /// For each rule the next gap that opens after the watermark, and by the horizon, if nothing more comes in; soonest
    /// first. Looking changes nothing.
    /// </summary>
    public IReadOnlyList<GapForecast> Forecast(long horizonUs)
    {
        var forecasts = new List<GapForecast>();
        foreach (var monitor in _transition.Monitors)
        {
            // What was touched may open a gap sooner than it knew when it last looked; else not before it is due.
            if ((!monitor.IsDirty && monitor.DueUs > horizonUs)
                || monitor.Foresee(WatermarkUs, horizonUs) is not { } next)
                continue;
            var book = monitor.Book;
            forecasts.Add(new GapForecast(
                book.Kind, book.SubjectId, book.RuleId, book.PlanVersion, next.IdleFromUs, next.OpenUs,
                monitor.IsHeldAt(next.IdleFromUs, IsAtWork)));
        }

        forecasts.Sort(static (a, b) => a.BreachUs != b.BreachUs
            ? a.BreachUs.CompareTo(b.BreachUs)
            : string.CompareOrdinal(a.SubjectId, b.SubjectId));
        return forecasts;
    }

    /// <summary>Heard of lately, and not to say that it ends its duty.</summary>
    private bool IsAtWork(DeviceTrack device) =>
        device.LastHeard is { IsOffDuty: false } heard && !_plans.IsQuiet(heard, WatermarkUs);
}
