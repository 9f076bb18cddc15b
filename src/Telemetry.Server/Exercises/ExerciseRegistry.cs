using System.Collections.Concurrent;
using Telemetry.Core;
using Telemetry.Storage;
using Telemetry.Storage.InfluxDb;

namespace Telemetry.Server.Exercises;

/// <summary>All exercises of this node. Live is always there.</summary>
/// <param name="mirror">Where gap revisions are shown to dashboards too; null when nowhere.</param>
internal sealed class ExerciseRegistry(
    IReportStore reports, ILedger ledger, TimeProvider time, InfluxGapMirror? mirror = null) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Exercise> _exercises = new();

    public Exercise? Find(string id) => _exercises.GetValueOrDefault(id);

    /// <summary>Live first, then by id.</summary>
    public IReadOnlyList<Exercise> All =>
        [.. _exercises.Values.OrderBy(e => e.IsLive ? 0 : 1).ThenBy(e => e.Id, StringComparer.Ordinal)];

    /// <summary>
    /// Loads every exercise and brings its engine up to date. Called once, before anything is served.
    /// </summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await ledger.ReadExercisesAsync(cancellationToken))
            _exercises[record.Id] = await Exercise.OpenAsync(record, reports, ledger, mirror, time, cancellationToken);
        if (_exercises.ContainsKey(Exercise.LiveId))
            return;
        var nowUs = TimeUs.From(time.GetUtcNow());
        await CreateAsync(new ExerciseRecord(Exercise.LiveId, "Live", nowUs, nowUs, nowUs), cancellationToken);
    }

    /// <summary>Null when the id is taken.</summary>
    public async Task<Exercise?> CreateAsync(ExerciseRecord record, CancellationToken cancellationToken)
    {
        if (!await ledger.CreateExerciseAsync(record, cancellationToken))
            return null;
        return _exercises[record.Id] = await Exercise.OpenAsync(
            record, reports, ledger, mirror, time, cancellationToken);
    }

    /// <summary>False when there is no such exercise. All its data goes.</summary>
    public async Task<bool> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        if (!_exercises.TryRemove(id, out var exercise))
            return false;
        await exercise.DisposeAsync();
        await reports.DropExerciseAsync(id, cancellationToken);
        if (mirror is not null)
            await mirror.DropExerciseAsync(id, cancellationToken);
        await ledger.DeleteExerciseAsync(id, cancellationToken);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var exercise in _exercises.Values)
            await exercise.DisposeAsync();
    }
}
