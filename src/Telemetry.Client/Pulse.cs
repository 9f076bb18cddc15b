namespace Telemetry.Client;

/// <summary>
/// Wakes whoever waits that something moved. Take <see cref="Next"/> before looking at the condition, look, then await
/// it:
/// a pulse between looking and waiting is never missed.
/// </summary>
internal sealed class Pulse
{
    private TaskCompletionSource? _waiting;

    public Task Next
    {
        get
        {
            var waiting = Volatile.Read(ref _waiting);
            if (waiting is not null)
                return waiting.Task;
            var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref _waiting, made, null) ?? made).Task;
        }
    }

    public void Set() => Interlocked.Exchange(ref _waiting, null)?.TrySetResult();
}
