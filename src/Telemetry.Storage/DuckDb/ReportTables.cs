using DuckDB.NET.Data;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// All report tables as the one writing thread sees them. A report is durable in the journal first; rows gather in
/// memory beside it and are folded into the tables when they fill a row group of DuckDB's, or when somebody reads.
/// </summary>
/// <remarks>
/// After any fault the journal alone is believed: memory is dropped, and before anything else is written the journal
/// is read again. While that fails, nothing is acknowledged.
/// </remarks>
internal sealed class ReportTables : IDisposable
{
    /// <summary>Rows in one row group: from here on DuckDB writes them to their final place, not to its log.</summary>
    private const int FoldReports = 122_880;

    /// <summary>Exercises held ready for writing; the one that wrote longest ago makes room.</summary>
    private const int ExercisesReady = 64;

    private readonly DuckDBConnection _connection;
    private readonly ReportJournal _journal;
    private readonly Dictionary<string, ExerciseWriter> _exercises = [];
    private readonly DeviceHighWater _marks = new();
    private int _unfolded;
    private bool _inDoubt = true;
    private long _groups;

    /// <summary>Recovers what a killed process left in the journal.</summary>
    public ReportTables(DuckDBConnection connection, ReportJournal journal)
    {
        _connection = connection;
        _journal = journal;
        try
        {
            Guard(() => { });
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>Whether something acknowledged is not visible to queries yet. Any thread may ask.</summary>
    public bool HasUnfolded => Volatile.Read(ref _unfolded) > 0;

    /// <summary>Decides every outcome; what is stored is durable when it returns.</summary>
    public void Append(IReadOnlyList<WriteRequest.Append> group) => Guard(() =>
    {
        foreach (var append in group)
            Exercise(append.Batch.ExerciseId).Take(append.Batch, append.Outcomes);
        Settle();
        var stored = 0;
        foreach (var append in group)
        {
            _journal.Add(append.Batch, append.Outcomes);
            stored += append.Outcomes.AsSpan().Count(AppendOutcome.Stored);
        }

        _journal.Commit();
        Volatile.Write(ref _unfolded, _unfolded + stored);
    });

    /// <summary>Makes all that was acknowledged visible to queries.</summary>
    public void Fold() => Guard(FoldRows);

    public void FoldWhenLarge()
    {
        if (_unfolded < FoldReports || _inDoubt)
            return;
        try
        {
            Fold();
        }
        catch (StoreException)
        {
            // The journal still holds everything; the next call reads it again and tells the fault to its caller.
        }
    }

    public void Drop(string exerciseId) => Guard(() =>
    {
        // The journal must not bring it back after a crash.
        FoldRows();
        Close(exerciseId);
        InTransaction(() =>
        {
            _connection.Execute($"DROP TABLE IF EXISTS {ReportTable.Quoted(exerciseId)}");
            _connection.Execute("DELETE FROM report_name WHERE exercise = $1", exerciseId);
        });
    });

    public void Dispose()
    {
        try
        {
            Fold();
        }
        catch (StoreException)
        {
            // What could not be folded is in the journal, for the next start.
        }

        Release();
    }

    private void Release()
    {
        CloseAll();
        _journal.Dispose();
        _connection.Dispose();
    }

    private void Guard(Action work)
    {
        try
        {
            if (_inDoubt)
                Recover();
            work();
        }
        catch (Exception e)
        {
            _inDoubt = true;
            CloseAll();
            throw new StoreException($"DuckDB could not store reports: {e.Message}", e);
        }
    }

    private void Recover()
    {
        foreach (var batch in _journal.Recover())
            Exercise(batch.ExerciseId).Take(batch, new AppendOutcome[batch.Reports.Length]);
        Settle();
        FoldRows();
        _inDoubt = false;
    }

    private void Settle()
    {
        // The tables are asked about reports that may be repeats, so they must hold what was taken before.
        if (_exercises.Values.Any(exercise => exercise.HasDoubts))
            FoldRows();
        foreach (var exercise in _exercises.Values)
        {
            if (exercise.LastGroup == _groups)
                exercise.Settle();
        }

        _groups++;
    }

    private void FoldRows()
    {
        InTransaction(() =>
        {
            foreach (var exercise in _exercises.Values)
                exercise.HandOver();
        });
        _journal.Clear();
        Volatile.Write(ref _unfolded, 0);
    }

    private void InTransaction(Action work)
    {
        using var transaction = _connection.BeginTransaction();
        work();
        transaction.Commit();
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
        // One that is part of this very group is not settled; the next group makes room instead.
        if (idlest.Value.LastGroup == _groups)
            return;
        FoldRows();
        Close(idlest.Key);
    }

    private void Close(string exerciseId)
    {
        if (_exercises.Remove(exerciseId, out var exercise))
            exercise.Dispose();
        _marks.Forget(exerciseId);
    }

    private void CloseAll()
    {
        foreach (var exerciseId in _exercises.Keys)
            Close(exerciseId);
    }
}
