using Telemetry.Core;
using Telemetry.Server.Exercises;
using Telemetry.Storage;

namespace Telemetry.Server.Notifications;

/// <summary>All hooks of this node at work.</summary>
internal sealed class Notifier(
    ExerciseRegistry exercises, ILedger ledger, HookSender sender, HookMetrics metrics, TimeProvider time,
    ILogger<Notifier> log) : IAsyncDisposable
{
    private readonly SemaphoreSlim _changing = new(1);
    private readonly Dictionary<(string ExerciseId, string HookId), HookRunner> _runners = [];

    /// <summary>Sets every hook to work again. Called once, when the exercises are recovered.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            foreach (var record in await ledger.ReadHooksAsync(cancellationToken))
            {
                if (exercises.Find(record.ExerciseId) is { } exercise)
                    Run(exercise, record);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Null when the id is taken.</summary>
    /// <exception cref="TooManyHooksException">The exercise has its share.</exception>
    public async Task<HookRunner?> CreateAsync(
        Exercise exercise, string hookId, string definition, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ForgetGoneAsync();
            if (_runners.Count(runner => runner.Key.ExerciseId == exercise.Id) >= NotificationLimits.HooksPerExercise)
                throw new TooManyHooksException();
            var nowUs = TimeUs.From(time.GetUtcNow());
            var record = await ledger.CreateHookAsync(exercise.Id, hookId, nowUs, definition, cancellationToken);
            return record is null ? null : Run(exercise, record);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<HookRunner?> FindAsync(string exerciseId, string hookId, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ForgetGoneAsync();
            return _runners.GetValueOrDefault((exerciseId, hookId));
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>By id.</summary>
    public async Task<IReadOnlyList<HookRunner>> ListAsync(string exerciseId, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ForgetGoneAsync();
            return
            [
                .. _runners.Where(runner => runner.Key.ExerciseId == exerciseId)
                    .OrderBy(runner => runner.Key.HookId, StringComparer.Ordinal).Select(runner => runner.Value),
            ];
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>False when there is none.</summary>
    public async Task<bool> DeleteAsync(string exerciseId, string hookId, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_runners.Remove((exerciseId, hookId), out var runner))
                return false;
            await runner.DisposeAsync();
            await ledger.DeleteHookAsync(exerciseId, hookId, cancellationToken);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // All are told before any is waited for.
        await Task.WhenAll(_runners.Values.Select(runner => runner.DisposeAsync().AsTask()));
        _changing.Dispose();
    }

    private HookRunner Run(Exercise exercise, HookRecord record) =>
        _runners[(record.ExerciseId, record.Id)] =
            new HookRunner(
                exercise, record, ledger, sender, metrics, time, log,
                () => ReferenceEquals(exercises.Find(record.ExerciseId), exercise));

    /// <summary>The hooks of a drill go with it.</summary>
    private async Task ForgetGoneAsync()
    {
        foreach (var (key, runner) in _runners.ToList())
        {
            if (ReferenceEquals(exercises.Find(key.ExerciseId), runner.Exercise))
                continue;
            _runners.Remove(key);
            await runner.DisposeAsync();
        }
    }
}

internal sealed class TooManyHooksException : Exception
{
    public TooManyHooksException()
        : base($"There are {NotificationLimits.HooksPerExercise} hooks in this exercise already")
    {
    }
}
