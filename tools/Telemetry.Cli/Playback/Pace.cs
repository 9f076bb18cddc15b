using Telemetry.Core;

namespace Telemetry.Cli.Playback;

/// <summary>Keeps event time in step with the player's own clock.</summary>
internal sealed class Pace(PlaybackSpeed speed, long startUs, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public async ValueTask WaitUntilAsync(long eventUs, CancellationToken cancellationToken)
    {
        if (speed.IsMax)
            return;
        var due = TimeUs.ToSpan(eventUs, startUs) / speed.Factor;
        var wait = due - time.GetElapsedTime(_started);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancellationToken);
    }
}
