using Telemetry.Server.Query.Forecasting;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live;

/// <summary>
/// One forecast for all who watch an exercise, told anew when event time has moved, and not more often than once an
/// interval: what watchers cost the engine does not grow with how many they are. It makes two, for those who look ahead
/// an hour and for those who look a day.
/// </summary>
internal sealed class SharedForecast(Exercise exercise, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Telling? _near;
    private Telling? _far;

    public Task<ForecastView> ReadAsync(TimeSpan horizon, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var telling = horizon <= ForecastQuestion.HorizonDefault
                ? Renew(ref _near, ForecastQuestion.HorizonDefault)
                : Renew(ref _far, ForecastQuestion.HorizonMost);
            return telling.View.WaitAsync(cancellationToken);
        }
    }

    private Telling Renew(ref Telling? last, TimeSpan horizon)
    {
        if (last is null || last.View.IsFaulted || (last.View.IsCompleted
            && last.OfWatermarkUs != exercise.WatermarkUs && time.GetElapsedTime(last.At) >= Interval))
        {
            // Begun for one watcher and read by others: it does not end when that one leaves.
            last = new Telling(
                exercise.ForecastAsync(horizon, CancellationToken.None), exercise.WatermarkUs, time.GetTimestamp());
        }

        return last;
    }

    private sealed record Telling(Task<ForecastView> View, long OfWatermarkUs, long At);
}
