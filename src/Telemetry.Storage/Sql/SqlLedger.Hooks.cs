using System.Data.Common;
using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Sql;

internal sealed partial class SqlLedger
{
    private const string HookColumns =
        "exercise, id, created_us, definition, gap_cursor, acknowledgement_cursor";

    private const string DeliveryColumns = "no, event_id, event_type, body, created_us, state, due_us, attempts";

    public Task<HookRecord?> CreateHookAsync(
        string exerciseId, string hookId, long createdUs, string definition, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                await RequireExerciseAsync(connection, exerciseId);
                var made = await connection.QueryAsync(
                    ReadHook,
                    $"""
                    INSERT INTO hook
                    SELECT id, $2, $3, $4, gap_sequence,
                        (SELECT coalesce(max(no), 0) FROM gap_acknowledgement WHERE exercise = $1), 0
                    FROM exercise
                    WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM hook WHERE hook.exercise = $1 AND hook.id = $2)
                    RETURNING {HookColumns}
                    """,
                    exerciseId, hookId, createdUs, definition);
                return made.SingleOrDefault();
            },
            cancellationToken);

    public async Task<IReadOnlyList<HookRecord>> ReadHooksAsync(CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                ReadHook, $"SELECT {HookColumns} FROM hook ORDER BY exercise, id"),
            cancellationToken);

    public Task DeleteHookAsync(string exerciseId, string hookId, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                foreach (var table in (string[])["hook_attempt", "hook_delivery"])
                    await connection.ExecuteAsync(
                        $"DELETE FROM {table} WHERE exercise = $1 AND hook_id = $2", exerciseId, hookId);
                return await connection.ExecuteAsync(
                    "DELETE FROM hook WHERE exercise = $1 AND id = $2", exerciseId, hookId);
            },
            cancellationToken);

    public Task<IReadOnlyList<GapStep>> ReadGapStepsAsync(
        string exerciseId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        sessions.ReadAsync<IReadOnlyList<GapStep>>(
            async connection => await connection.QueryAsync(
                row => new GapStep(GapColumns.Read(exerciseId, row), ReadStanding(row)),
                $"""
                SELECT {GapColumns.List}, b.is_retracted, b.close_us, b.unverified_by
                FROM (
                    SELECT * FROM gap_revision WHERE exercise = $1 AND sequence > $2 ORDER BY sequence LIMIT {limit}
                ) AS g
                LEFT JOIN gap_revision b
                    ON b.exercise = $1 AND b.gap_id = g.gap_id AND b.revision = g.revision - 1
                ORDER BY g.sequence
                """,
                exerciseId, afterSequence),
            cancellationToken);

    public Task<IReadOnlyList<NumberedAcknowledgement>> ReadAcknowledgementsSinceAsync(
        string exerciseId, long afterNo, int limit, CancellationToken cancellationToken) =>
        sessions.ReadAsync<IReadOnlyList<NumberedAcknowledgement>>(
            async connection => await connection.QueryAsync(
                row => new NumberedAcknowledgement(
                    row.GetInt64(0),
                    new Acknowledgement(row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4))),
                $"""
                SELECT no, gap_id, who, note, recorded_us FROM gap_acknowledgement
                WHERE exercise = $1 AND no > $2 ORDER BY no LIMIT {limit}
                """,
                exerciseId, afterNo),
            cancellationToken);

    public Task<bool> AppendHookDeliveriesAsync(
        HookRecord hook, HookCursor cursor, IReadOnlyList<HookMessage> messages, long nowUs, long forgetBeforeUs,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                // The time it was added tells it from a later one of the same id.
                var last = await connection.QueryAsync(
                    row => row.GetInt64(0),
                    """
                    UPDATE hook SET gap_cursor = $4, acknowledgement_cursor = $5,
                        delivery_no = delivery_no + $6::BIGINT
                    WHERE exercise = $1 AND id = $2 AND created_us = $3 RETURNING delivery_no
                    """,
                    hook.ExerciseId, hook.Id, hook.CreatedUs, cursor.GapSequence, cursor.AcknowledgementNo,
                    (long)messages.Count);
                if (last.Count == 0)
                    return false;
                if (messages.Count > 0)
                    await InsertAsync(connection, hook, last[0] - messages.Count + 1, messages, nowUs);
                await ForgetAsync(connection, hook, forgetBeforeUs);
                return true;
            },
            cancellationToken);

    public async Task<IReadOnlyList<HookDelivery>> ReadPendingDeliveriesAsync(
        string exerciseId, string hookId, int limit, CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                ReadDelivery,
                $"""
                SELECT {DeliveryColumns} FROM hook_delivery
                WHERE exercise = $1 AND hook_id = $2 AND state = {(int)HookDeliveryState.Pending}
                ORDER BY no LIMIT {limit}
                """,
                exerciseId, hookId),
            cancellationToken);

    public Task RecordHookAttemptAsync(
        string exerciseId, string hookId, long deliveryNo, HookAttempt attempt, HookDeliveryState state, long dueUs,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                var known = await connection.ExecuteAsync(
                    """
                    UPDATE hook_delivery SET state = $4, due_us = $5, attempts = $6
                    WHERE exercise = $1 AND hook_id = $2 AND no = $3
                    """,
                    exerciseId, hookId, deliveryNo, (short)state, dueUs, attempt.Number);
                if (known == 0)
                    return 0;
                await connection.ExecuteAsync(
                    """
                    DELETE FROM hook_attempt
                    WHERE exercise = $1 AND hook_id = $2 AND delivery_no = $3 AND attempt <= $4
                    """,
                    exerciseId, hookId, deliveryNo, attempt.Number - HookDelivery.AttemptsKept);
                return await connection.ExecuteAsync(
                    "INSERT INTO hook_attempt VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    exerciseId, hookId, deliveryNo, attempt.Number, attempt.StartedUs, attempt.TookUs, attempt.Status,
                    attempt.Error);
            },
            cancellationToken);

    public async Task<IReadOnlyList<HookDelivery>> ReadHookDeliveriesAsync(
        string exerciseId, string hookId, HookDeliveryState? state, long? beforeNo, int limit,
        CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            async connection =>
            {
                var deliveries = await connection.QueryAsync(
                    ReadDelivery,
                    $"""
                    SELECT {DeliveryColumns} FROM hook_delivery
                    WHERE exercise = $1 AND hook_id = $2 AND no < $3 AND ($4 = 0 OR state = $4)
                    ORDER BY no DESC LIMIT {limit}
                    """,
                    exerciseId, hookId, beforeNo ?? long.MaxValue, (int)(state ?? 0));
                var attempts = await connection.QueryAsync(
                    row => (No: row.GetInt64(0), Attempt: new HookAttempt(
                        row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt32(4), row.GetString(5))),
                    """
                    SELECT delivery_no, attempt, started_us, took_us, status, error FROM hook_attempt
                    WHERE exercise = $1 AND hook_id = $2 AND delivery_no = ANY($3::BIGINT[]) ORDER BY attempt
                    """,
                    exerciseId, hookId, deliveries.ConvertAll(delivery => delivery.No));
                var byNo = attempts.ToLookup(attempt => attempt.No, attempt => attempt.Attempt);
                return deliveries.ConvertAll(delivery => delivery with { Attempts = [.. byNo[delivery.No]] });
            },
            cancellationToken);

    private static async Task InsertAsync(
        DbConnection connection, HookRecord hook, long firstNo, IReadOnlyList<HookMessage> messages, long nowUs) =>
        await connection.ExecuteAsync(
            $"""
            INSERT INTO hook_delivery
            SELECT $1, $2, unnest($3::BIGINT[]), unnest($4::TEXT[]), unnest($5::TEXT[]), unnest($6::TEXT[]),
                $7::BIGINT, {(int)HookDeliveryState.Pending}, $7::BIGINT, 0
            """,
            hook.ExerciseId,
            hook.Id,
            messages.Select((_, i) => firstNo + i).ToList(),
            messages.Select(message => message.EventId).ToList(),
            messages.Select(message => message.EventType).ToList(),
            messages.Select(message => message.Body).ToList(),
            nowUs);

    private static async Task ForgetAsync(DbConnection connection, HookRecord hook, long beforeUs)
    {
        var gone = await connection.QueryAsync(
            row => row.GetInt64(0),
            $"""
            DELETE FROM hook_delivery
            WHERE exercise = $1 AND hook_id = $2 AND created_us < $3 AND state <> {(int)HookDeliveryState.Pending}
            RETURNING no
            """,
            hook.ExerciseId, hook.Id, beforeUs);
        if (gone.Count > 0)
            await connection.ExecuteAsync(
                "DELETE FROM hook_attempt WHERE exercise = $1 AND hook_id = $2 AND delivery_no = ANY($3::BIGINT[])",
                hook.ExerciseId, hook.Id, gone);
    }

    private static HookRecord ReadHook(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3),
        new HookCursor(row.GetInt64(4), row.GetInt64(5)));

    private static HookDelivery ReadDelivery(DbDataReader row) => new(
        row.GetInt64(0),
        new HookMessage(row.GetString(1), row.GetString(2), row.GetString(3)),
        row.GetInt64(4),
        (HookDeliveryState)row.GetInt16(5),
        row.GetInt64(6),
        row.GetInt32(7),
        Attempts: []);

    /// <summary>From the three columns after those of the revision itself.</summary>
    private static GapStanding? ReadStanding(DbDataReader row)
    {
        const int First = 16;
        if (row.IsDBNull(First))
            return null;
        var state = row.GetBoolean(First) ? GapState.Retracted
            : row.IsDBNull(First + 1) ? GapState.Open
            : GapState.Resolved;
        return new GapStanding(
            state, row.GetString(First + 2).Length == 0 ? Certainty.Confirmed : Certainty.Unverified);
    }
}
