using System.Data.Common;

namespace Telemetry.Storage.Sql;

/// <summary>
/// The ledger in SQL. One file per subject: exercises and plans here, gaps, presences with checkpoints, devices beside.
/// </summary>
internal sealed partial class SqlLedger(ISqlSessions sessions) : ILedger
{
    public async Task<IReadOnlyList<ExerciseRecord>> ReadExercisesAsync(CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new ExerciseRecord(
                    row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
                "SELECT id, display_name, created_us, start_us, clock_us FROM exercise ORDER BY created_us, id"),
            cancellationToken);

    public Task<bool> CreateExerciseAsync(ExerciseRecord exercise, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection => await connection.ExecuteAsync(
                """
                INSERT INTO exercise SELECT $1, $2, $3, $4, $5, 0, 0
                WHERE NOT EXISTS (SELECT 1 FROM exercise WHERE id = $1)
                """,
                exercise.Id, exercise.DisplayName, exercise.CreatedUs, exercise.StartUs, exercise.ClockUs) == 1,
            cancellationToken);

    public Task DeleteExerciseAsync(string exerciseId, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                foreach (var table in LedgerSchema.TablesOfAnExercise)
                    await connection.ExecuteAsync($"DELETE FROM {table} WHERE exercise = $1", exerciseId);
                return await connection.ExecuteAsync("DELETE FROM exercise WHERE id = $1", exerciseId);
            },
            cancellationToken);

    public async Task<IReadOnlyList<PlanRecord>> ReadPlansAsync(
        string exerciseId, CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new PlanRecord(
                    exerciseId, row.GetInt32(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4)),
                """
                SELECT version, effective_from_us, recorded_us, author, document FROM plan
                WHERE exercise = $1 ORDER BY version
                """,
                exerciseId),
            cancellationToken);

    public Task<bool> AppendPlanAsync(PlanRecord plan, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                await RequireExerciseAsync(connection, plan.ExerciseId);
                return await connection.ExecuteAsync(
                    """
                    INSERT INTO plan SELECT $1, $2, $3, $4, $5, $6
                    WHERE NOT EXISTS (SELECT 1 FROM plan WHERE exercise = $1 AND version = $2)
                    """,
                    plan.ExerciseId, plan.Version, plan.EffectiveFromUs, plan.RecordedUs, plan.Author,
                    plan.Document) == 1;
            },
            cancellationToken);

    public Task AppendAuditAsync(
        string exerciseId, long recordedUs, string who, string action, string subject,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            connection => connection.ExecuteAsync(
                "INSERT INTO audit VALUES ($1, $2, $3, $4, $5)", exerciseId, recordedUs, who, action, subject),
            cancellationToken);

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    /// <summary>Nothing may be written of an exercise deleted meanwhile: it would never be deleted again.</summary>
    private static async Task RequireExerciseAsync(DbConnection connection, string exerciseId)
    {
        var found = await connection.QueryAsync(
            row => row.GetString(0), "SELECT id FROM exercise WHERE id = $1", exerciseId);
        if (found.Count == 0)
            throw NoExercise(exerciseId);
    }

    private static StoreException NoExercise(string exerciseId) => new($"The ledger has no exercise '{exerciseId}'.");
}
