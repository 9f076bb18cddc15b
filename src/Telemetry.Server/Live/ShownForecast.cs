using Patrol.Telemetry.V1;

namespace Telemetry.Server.Live;

/// <summary>What a watcher of the forecast has been told, so that it is told only what differs.</summary>
internal sealed class ShownForecast
{
    private Dictionary<GapForecastKey, GapForecast> _shown = [];
    private bool _hasBegun;

    public WatchForecastResponse Change(IReadOnlyCollection<GapForecast> now)
    {
        var message = new WatchForecastResponse { SnapshotEnd = _hasBegun ? null : new SnapshotEnd() };
        var shown = new Dictionary<GapForecastKey, GapForecast>(now.Count);
        foreach (var forecast in now)
        {
            var key = KeyOf(forecast);
            shown[key] = forecast;
            if (!_shown.Remove(key, out var before) || !IsSame(before, forecast))
                message.Forecasts.Add(forecast);
        }

        message.Gone.AddRange(_shown.Keys);
        (_shown, _hasBegun) = (shown, true);
        return message;
    }

    private static GapForecastKey KeyOf(GapForecast forecast) => new()
    {
        Kind = forecast.Kind,
        Subject = forecast.Subject,
        Rule = forecast.Rule,
        PlanVersion = forecast.PlanVersion,
    };

    private static bool IsSame(GapForecast before, GapForecast now)
    {
        if (ReferenceEquals(before, now))
            return true;
        // Every other field; the time left differs each time.
        return new GapForecast(before) { TimeLeft = now.TimeLeft }.Equals(now);
    }
}
