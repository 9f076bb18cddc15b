using Telemetry.Core;

namespace Telemetry.Cli.Playback;

/// <summary>How a script is played.</summary>
/// <param name="DrivesClock">The exercise is a drill whose clock this player moves.</param>
/// <param name="ResumeFromUs">What was sent up to here has been acknowledged before; only the rest is sent.</param>
/// <param name="Patience">How long the server may stay away.</param>
internal sealed record PlaybackOptions(PlaybackSpeed Speed, bool DrivesClock, long ResumeFromUs, TimeSpan Patience);

/// <summary>
/// Plays a script through the same door as real devices. In a drill it goes step by step: everything sent up to T is
/// acknowledged before the clock goes to T, while the next step is already being sent.
/// </summary>
internal sealed class Player(ServerLink server, PlaybackOptions options, TimeProvider time)
{
    private long _sent;

    public async Task<PlaybackFigures> PlayAsync(
        Script script, Action<PlaybackFigures, double> onStep, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var fleet = new PlayedFleet(server, script.Devices, time, options.Patience);
        var clock = new DrillClock(server, time, options.Patience);
        var first = Math.Max(script.StartUs, options.ResumeFromUs);
        var pace = new Pace(options.Speed, first, time);
        var clockMove = Task.CompletedTask;
        var clockUs = first;
        foreach (var step in new Steps(script.Sendings, first, TimeUs.Of(options.Speed.Step)))
        {
            if (options.DrivesClock && step.StartUs > clockUs)
            {
                // After a pause of everybody: reports so far ahead of the clock would be refused as from the future.
                await clockMove;
                await pace.WaitUntilAsync(step.StartUs, cancellationToken);
                await clock.AdvanceAsync(step.StartUs, cancellationToken);
            }

            clockUs = step.EndUs;
            await SendAsync(fleet, step, pace, cancellationToken);
            await fleet.FlushAsync(cancellationToken);
            await clockMove;
            if (options.DrivesClock)
                clockMove = clock.AdvanceAsync(Math.Min(step.EndUs, script.EndUs), cancellationToken);
            var done = (double)(step.EndUs - script.StartUs) / Math.Max(1, script.EndUs - script.StartUs);
            onStep(FiguresOf(script, fleet, started), Math.Min(1, done));
        }

        await clockMove;
        if (options.DrivesClock)
            await clock.AdvanceAsync(script.EndUs, cancellationToken);
        return FiguresOf(script, fleet, started);
    }

    private async Task SendAsync(PlayedFleet fleet, Step step, Pace pace, CancellationToken cancellationToken)
    {
        foreach (var sending in step.Sendings)
        {
            if (sending.SendTimeUs <= options.ResumeFromUs)
                continue;
            await pace.WaitUntilAsync(sending.SendTimeUs, cancellationToken);
            await fleet.PublishAsync(sending, cancellationToken);
            _sent++;
        }

        await pace.WaitUntilAsync(step.EndUs, cancellationToken);
    }

    private PlaybackFigures FiguresOf(Script script, PlayedFleet fleet, long started)
    {
        var figures = fleet.Figures;
        return new PlaybackFigures(
            server.ExerciseId,
            script.Devices.Count,
            _sent,
            figures.Stored,
            figures.Duplicates,
            figures.Rejected,
            figures.SentAgain,
            Math.Max(0, figures.Connects - script.Devices.Count),
            TimeUs.ToTime(script.StartUs),
            TimeUs.ToTime(script.EndUs),
            Math.Round(time.GetElapsedTime(started).TotalSeconds, 3),
            UnreadRows: 0);
    }
}
