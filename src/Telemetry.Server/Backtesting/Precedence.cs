namespace Telemetry.Server.Backtesting;

/// <summary>
/// Lets duty go first: as long as duty is busy, who asks here waits. What is made of history can wait, and threads have
/// no priorities that a server may rely on.
/// </summary>
internal sealed class Precedence(Func<bool> isDutyBusy, TimeProvider time)
{
    /// <summary>Time after which it goes on all the same for a moment: never to end would help nobody.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public async ValueTask GiveWayAsync(CancellationToken cancellationToken)
    {
        if (!isDutyBusy())
            return;
        var since = time.GetTimestamp();
        do
            await Task.Delay(Pause, time, cancellationToken);
        while (isDutyBusy() && time.GetElapsedTime(since) < Longest);
    }
}
