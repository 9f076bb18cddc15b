using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Query.Forecasting;
using Drain = Telemetry.Server.Hosting.Drain;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live;

/// <summary>
/// A watcher of the forecast: all of it, then what changes. Nothing waits for a slow one: it skips what it had no time
/// for, and is dropped when it reads nothing at all.
/// </summary>
internal sealed class ForecastWatch(ExerciseRegistry exercises, Watchers watchers, Drain drain, TimeProvider time)
{
    /// <summary>How often it is told what changed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How long a message may wait for a watcher.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task RunAsync(
        Exercise exercise, ForecastQuestion question, IServerStreamWriter<WatchForecastResponse> responses,
        CancellationToken call)
    {
        using var presence = watchers.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call, drain.Started);
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            var shown = new ShownForecast();
            do
            {
                exercises.CheckAlive(exercise);
                var view = await exercise.SharedForecast.ReadAsync(question.Horizon, ending.Token);
                var message = shown.Change(view.Read(question).Forecasts);
                message.Heartbeat = new Heartbeat { WatermarkTime = Times.ToTimestamp(view.WatermarkUs) };
                await responses.WriteAsync(message, ending.Token).WaitAsync(Patience, time, ending.Token);
            }
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException) when (drain.Started.IsCancellationRequested && !call.IsCancellationRequested)
        {
            throw Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
        }
        catch (TimeoutException)
        {
            throw Fault.Aborted(
                FaultReasons.WatcherTooSlow, $"Nothing was read for {Patience.TotalSeconds} seconds; watch again");
        }
    }
}
