namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>A bounded amount (of reports, of questions) that may be under way; who wants more waits in line.</summary>
internal sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly Queue<(int Amount, TaskCompletionSource Granted)> _waiting = new();
    private readonly int _capacity;
    private int _free;

    public Budget(int capacity) => _capacity = _free = capacity;

    /// <summary>
    /// Takes an amount, waiting for it in turn. More than the whole budget counts as the whole of it.
    /// </summary>
    public ValueTask TakeAsync(int amount, CancellationToken cancellationToken)
    {
        amount = Math.Min(amount, _capacity);
        TaskCompletionSource granted;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _free >= amount)
            {
                _free -= amount;
                return ValueTask.CompletedTask;
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((amount, granted));
        }

        return new ValueTask(WaitAsync(granted, cancellationToken));
    }

    public void Return(int amount)
    {
        lock (_lock)
        {
            _free += Math.Min(amount, _capacity);
            while (_waiting.TryPeek(out var next) && (next.Granted.Task.IsCompleted || next.Amount <= _free))
            {
                _waiting.Dequeue();
                // One that gave up meanwhile takes nothing.
                if (next.Granted.TrySetResult())
                    _free -= next.Amount;
            }
        }
    }

    private static async Task WaitAsync(TaskCompletionSource granted, CancellationToken cancellationToken)
    {
        using var gaveUp = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), granted);
        await granted.Task.ConfigureAwait(false);
    }
}
