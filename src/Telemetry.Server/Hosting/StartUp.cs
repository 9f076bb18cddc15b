using System.Diagnostics.Metrics;
using Telemetry.Server.Exercises;
using Telemetry.Server.Notifications;
using Telemetry.Server.Observability;

namespace Telemetry.Server.Hosting;

/// <summary>Brings every exercise up to date after the start; until then calls are sent away.</summary>
internal sealed class StartUp(
    ExerciseRegistry exercises,
    Notifier notifier,
    ServerMetrics metrics,
    Readiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<StartUp> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveEngines(() => exercises.All.Select(BacklogOf));
        var start = time.GetTimestamp();
        try
        {
            await exercises.RecoverAsync(stoppingToken);
            await notifier.RecoverAsync(stoppingToken);
            readiness.MarkRecovered();
            log.Recovered(exercises.All.Count, time.GetElapsedTime(start).TotalSeconds);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop before it was ready.
        }
        catch (Exception exception)
        {
            // Serving on without what was stored would raise wrong flags.
            log.RecoveryFailed(exception);
            Environment.ExitCode = PatrolServer.FailedExitCode;
            lifetime.StopApplication();
        }
    }

    private static Measurement<long> BacklogOf(Exercise exercise) =>
        new(exercise.EngineBacklog, new KeyValuePair<string, object?>("exercise", exercise.Id));
}
