using System.Data.Common;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Storage.Sql;

internal sealed partial class SqlLedger
{
    public Task<long> AppendLateSpansAsync(
        string exerciseId, long recordedUs, IReadOnlyList<(string DeviceId, long FromUs, long ToUs)> spans,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                var last = await connection.QueryAsync(
                    row => row.GetInt64(0),
                    """
                    UPDATE exercise SET late_sequence = late_sequence + $2::BIGINT
                    WHERE id = $1 RETURNING late_sequence
                    """,
                    exerciseId, (long)spans.Count);
                if (last.Count == 0)
                    throw NoExercise(exerciseId);
                var first = last[0] - spans.Count + 1;
                await connection.ExecuteAsync(
                    """
                    INSERT INTO late_span SELECT $1, unnest($2::BIGINT[]), unnest($3::TEXT[]),
                        unnest($4::BIGINT[]), unnest($5::BIGINT[]), $6
                    """,
                    exerciseId,
                    spans.Select((_, i) => first + i).ToList(),
                    spans.Select(span => span.DeviceId).ToList(),
                    spans.Select(span => span.FromUs).ToList(),
                    spans.Select(span => span.ToUs).ToList(),
                    recordedUs);
                return last[0];
            },
            cancellationToken);

    public async Task<IReadOnlyList<LateSpan>> ReadLateSpansAsync(
        string exerciseId, long afterSequence, CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                ReadLateSpan,
                """
                SELECT sequence, device_id, from_us, to_us FROM late_span
                WHERE exercise = $1 AND sequence > $2 ORDER BY sequence
                """,
                exerciseId, afterSequence),
            cancellationToken);

    public async Task<IReadOnlyList<LateSpan>> ReadLateSpansAsync(
        string exerciseId, TimeRange recorded, TimeRange meeting, CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                ReadLateSpan,
                """
                SELECT sequence, device_id, from_us, to_us FROM late_span
                WHERE exercise = $1 AND recorded_us >= $2 AND recorded_us < $3 AND from_us < $4 AND to_us >= $5
                ORDER BY sequence
                """,
                exerciseId, recorded.StartUs, recorded.EndUs, meeting.EndUs, meeting.StartUs),
            cancellationToken);

    public Task CommitAsync(
        string exerciseId, PresenceChanges presences, CheckpointRecord checkpoint,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                await RequireExerciseAsync(connection, exerciseId);
                await PresenceTable.RemoveAsync(connection, exerciseId, checkpoint.RecordedUs, presences.Removed);
                await PresenceTable.AddAsync(connection, exerciseId, checkpoint.RecordedUs, presences.Added);
                await AddCutAsync(connection, exerciseId, checkpoint);
                await connection.ExecuteAsync(
                    "DELETE FROM late_span WHERE exercise = $1 AND sequence <= $2 AND recorded_us < $3",
                    exerciseId, checkpoint.LateSequence, checkpoint.RecordedUs - TimeUs.Of(Limits.PresenceHistory));
                await connection.ExecuteAsync("DELETE FROM checkpoint WHERE exercise = $1", exerciseId);
                return await connection.ExecuteAsync(
                    "INSERT INTO checkpoint VALUES ($1, $2, $3, $4)",
                    exerciseId, checkpoint.RecoverFromUs, checkpoint.LateSequence, checkpoint.State.ToArray());
            },
            cancellationToken);

    private static LateSpan ReadLateSpan(DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3));

    public async Task<CheckpointRecord?> ReadCheckpointAsync(string exerciseId, CancellationToken cancellationToken)
    {
        var found = await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new CheckpointRecord(
                    row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetAllBytes(4)),
                """
                SELECT cut.recorded_us, cut.watermark_us, recover_from_us, late_sequence, state FROM checkpoint
                JOIN cut ON cut.exercise = checkpoint.exercise
                WHERE checkpoint.exercise = $1 ORDER BY cut.recorded_us DESC LIMIT 1
                """,
                exerciseId),
            cancellationToken);
        return found.SingleOrDefault();
    }
}
