using System.Threading.Channels;
using DuckDB.NET.Data;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Group commit: one thread takes all that waits, appends it in one transaction and completes every caller after the
/// one fsync. The busier it is, the larger the groups and the cheaper a report.
/// </summary>
internal sealed class ReportWriter : IAsyncDisposable
{
    /// <summary>Batches waiting; beyond it callers wait too, so that backpressure reaches the device.</summary>
    private const int QueueBatches = 4_096;

    /// <summary>Reports in one transaction; a few tens of milliseconds of work.</summary>
    private const int GroupReports = 65_536;

    /// <summary>How long a group waits for callers of the last one to come back with their next batches.</summary>
    private const int LingerMs = 2;

    /// <summary>Exercises held ready for writing; the one that wrote longest ago makes room.</summary>
    private const int ExercisesReady = 64;

    private readonly DuckDBConnection _connection;
    private readonly Channel<WriteRequest> _queue = Channel.CreateBounded<WriteRequest>(
        new BoundedChannelOptions(QueueBatches) { SingleReader = true });

    private readonly Dictionary<string, ExerciseWriter> _exercises = [];
    private readonly DeviceHighWater _marks = new();
    private readonly List<WriteRequest.Append> _group = [];
    private readonly Task _loop;
    private readonly ManualResetEventSlim _enough = new();
    private int _enoughRequests = int.MaxValue;
    private int _lastGroupRequests;
    private long _groups;

    public ReportWriter(DuckDBConnection connection)
    {
        _connection = connection;
        // A thread of its own: commits and checkpoints block, and must not take one of the pool's few threads.
        _loop = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async Task EnqueueAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
            if (_queue.Reader.Count >= Volatile.Read(ref _enoughRequests))
                _enough.Set();
        }
        catch (ChannelClosedException e)
        {
            throw new StoreException("The report store is closed.", e);
        }

        await request.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what was taken in, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        CloseExercises();
        _enough.Dispose();
        await _connection.DisposeAsync();
    }

    private void Run()
    {
        var reader = _queue.Reader;
        while (WaitToRead(reader))
        {
            Linger(reader);
            var reports = 0;
            WriteRequest.Drop? drop = null;
            while (drop is null && reports < GroupReports && reader.TryRead(out var request))
            {
                drop = request as WriteRequest.Drop;
                if (request is WriteRequest.Append append)
                {
                    _group.Add(append);
                    reports += append.Outcomes.Length;
                }
            }

            if (_group.Count > 0)
                Commit();
            if (drop is not null)
                Commit(drop);
        }
    }

    /// <summary>Blocks this thread, which is what it is for.</summary>
    private static bool WaitToRead(ChannelReader<WriteRequest> reader) =>
        reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// A commit costs the same for one batch as for a hundred. Callers that were in the last group are about to send
    /// again, so as many are awaited, and none when there was only one.
    /// </summary>
    private void Linger(ChannelReader<WriteRequest> reader)
    {
        _enough.Reset();
        Volatile.Write(ref _enoughRequests, _lastGroupRequests);
        if (reader.Count < _lastGroupRequests)
            _enough.Wait(LingerMs);
        Volatile.Write(ref _enoughRequests, int.MaxValue);
    }

    private void Commit()
    {
        try
        {
            InTransaction(() =>
            {
                _groups++;
                foreach (var append in _group)
                    Exercise(append.Batch.ExerciseId).Take(append.Batch, append.Outcomes);
                foreach (var exercise in _exercises.Values)
                {
                    if (exercise.LastGroup == _groups)
                        exercise.Settle();
                }
            });
            foreach (var append in _group)
                append.SetResult();
        }
        catch (StoreException e)
        {
            foreach (var append in _group)
                append.SetException(e);
        }

        _lastGroupRequests = _group.Count;
        _group.Clear();
    }

    private void Commit(WriteRequest.Drop drop)
    {
        Close(drop.ExerciseId);
        try
        {
            InTransaction(() =>
            {
                _connection.Execute($"DROP TABLE IF EXISTS {ReportTable.Quoted(drop.ExerciseId)}");
                _connection.Execute("DELETE FROM report_name WHERE exercise = $1", drop.ExerciseId);
            });
            drop.SetResult();
        }
        catch (StoreException e)
        {
            drop.SetException(e);
        }
    }

    private void InTransaction(Action work)
    {
        try
        {
            _connection.Execute("BEGIN TRANSACTION");
            work();
            _connection.Execute("COMMIT");
        }
        catch (Exception e)
        {
            // What is in the file is in doubt now: forget everything and read it again when it is next needed.
            CloseExercises();
            TryRollback();
            throw new StoreException($"DuckDB could not commit reports: {e.Message}", e);
        }
    }

    private void TryRollback()
    {
        try
        {
            _connection.Execute("ROLLBACK");
        }
        catch (DuckDBException)
        {
            // No transaction is open when BEGIN or COMMIT was what failed; the first fault is the one to tell.
        }
    }

    private ExerciseWriter Exercise(string exerciseId)
    {
        if (!_exercises.TryGetValue(exerciseId, out var exercise))
        {
            if (_exercises.Count >= ExercisesReady)
                CloseIdlest();
            exercise = new ExerciseWriter(_connection, exerciseId, _marks);
            _exercises.Add(exerciseId, exercise);
        }

        exercise.LastGroup = _groups;
        return exercise;
    }

    private void CloseIdlest()
    {
        var idlest = _exercises.MinBy(pair => pair.Value.LastGroup);
        // One that is part of this very group holds rows; the next group makes room instead.
        if (idlest.Value.LastGroup < _groups)
            Close(idlest.Key);
    }

    private void Close(string exerciseId)
    {
        if (_exercises.Remove(exerciseId, out var exercise))
            exercise.Dispose();
        _marks.Forget(exerciseId);
    }

    private void CloseExercises()
    {
        foreach (var exerciseId in _exercises.Keys)
            Close(exerciseId);
    }
}
