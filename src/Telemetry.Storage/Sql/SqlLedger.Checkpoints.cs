using System.Data.Common;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Storage.Sql;

internal sealed partial class SqlLedger
{
    public Task<long> AppendLateSpansAsync(
        string exerciseId, IReadOnlyList<(string DeviceId, long FromUs, long ToUs)> spans,
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
                        unnest($4::BIGINT[]), unnest($5::BIGINT[])
                    """,
                    exerciseId,
                    spans.Select((_, i) => first + i).ToList(),
                    spans.Select(span => span.DeviceId).ToList(),
                    spans.Select(span => span.FromUs).ToList(),
                    spans.Select(span => span.ToUs).ToList());
                return last[0];
            },
            cancellationToken);

    public async Task<IReadOnlyList<LateSpan>> ReadLateSpansAsync(
        string exerciseId, long afterSequence, CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new LateSpan(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
                """
                SELECT sequence, device_id, from_us, to_us FROM late_span
                WHERE exercise = $1 AND sequence > $2 ORDER BY sequence
                """,
                exerciseId, afterSequence),
            cancellationToken);

    public Task CommitAsync(
        string exerciseId, PresenceChanges presences, CheckpointRecord checkpoint,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                await RequireExerciseAsync(connection, exerciseId);
                await RemoveAsync(connection, exerciseId, presences.Removed);
                await AddAsync(connection, exerciseId, presences.Added);
                await connection.ExecuteAsync(
                    "DELETE FROM late_span WHERE exercise = $1 AND sequence <= $2",
                    exerciseId, checkpoint.LateSequence);
                await connection.ExecuteAsync("DELETE FROM checkpoint WHERE exercise = $1", exerciseId);
                return await connection.ExecuteAsync(
                    "INSERT INTO checkpoint VALUES ($1, $2, $3, $4)",
                    exerciseId, checkpoint.RecoverFromUs, checkpoint.LateSequence, checkpoint.State.ToArray());
            },
            cancellationToken);

    public async Task<CheckpointRecord?> ReadCheckpointAsync(string exerciseId, CancellationToken cancellationToken)
    {
        var found = await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new CheckpointRecord(row.GetInt64(0), row.GetInt64(1), row.GetAllBytes(2)),
                "SELECT recover_from_us, late_sequence, state FROM checkpoint WHERE exercise = $1",
                exerciseId),
            cancellationToken);
        return found.SingleOrDefault();
    }

    public IAsyncEnumerable<Presence> ReadPresencesAsync(
        string exerciseId, TimeRange range, IReadOnlyCollection<string>? placeIds, CancellationToken cancellationToken)
    {
        // A presence's ends belong to it; the range's end does not.
        const string Meeting = "exercise = $1 AND start_us < $2 AND end_us >= $3";
        object?[] values = [exerciseId, range.EndUs, range.StartUs];
        var places = "";
        if (placeIds is not null)
        {
            places = "AND place_id = ANY($4::TEXT[])";
            values = [.. values, placeIds.ToList()];
        }

        return sessions.StreamAsync(
            $"""
            SELECT place_id, device_id, kind, start_us, end_us FROM presence
            WHERE {Meeting} {places} ORDER BY place_id, start_us, device_id
            """,
            values,
            row => new Presence(
                row.GetString(0), row.GetString(1), (DeviceKind)row.GetInt16(2), row.GetInt64(3), row.GetInt64(4)),
            cancellationToken);
    }

    private static async Task RemoveAsync(DbConnection connection, string exerciseId, IReadOnlyList<Presence> removed)
    {
        if (removed.Count == 0)
            return;
        await connection.ExecuteAsync(
            """
            DELETE FROM presence
            USING (SELECT unnest($2::TEXT[]) AS place_id, unnest($3::TEXT[]) AS device_id,
                unnest($4::BIGINT[]) AS start_us) AS gone
            WHERE exercise = $1 AND presence.start_us BETWEEN $5 AND $6
                AND presence.place_id = gone.place_id AND presence.device_id = gone.device_id
                AND presence.start_us = gone.start_us
            """,
            exerciseId,
            removed.Select(p => p.PlaceId).ToList(),
            removed.Select(p => p.DeviceId).ToList(),
            removed.Select(p => p.StartUs).ToList(),
            removed.Min(p => p.StartUs),
            removed.Max(p => p.StartUs));
    }

    private static async Task AddAsync(DbConnection connection, string exerciseId, IReadOnlyList<Presence> added)
    {
        if (added.Count == 0)
            return;
        await connection.ExecuteAsync(
            """
            INSERT INTO presence SELECT $1, unnest($2::TEXT[]), unnest($3::TEXT[]), unnest($4::SMALLINT[]),
                unnest($5::BIGINT[]), unnest($6::BIGINT[])
            """,
            exerciseId,
            added.Select(p => p.PlaceId).ToList(),
            added.Select(p => p.DeviceId).ToList(),
            added.Select(p => (short)p.Kind).ToList(),
            added.Select(p => p.StartUs).ToList(),
            added.Select(p => p.EndUs).ToList());
    }
}
