using System.Data.Common;
using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Sql;

internal sealed partial class SqlLedger
{
    public Task<IReadOnlyList<GapRow>> AppendGapsAsync(
        string exerciseId, long clockUs, long recordedUs, IReadOnlyList<GapRevision> revisions,
        CancellationToken cancellationToken) =>
        sessions.WriteAsync<IReadOnlyList<GapRow>>(
            async connection =>
            {
                var last = await connection.QueryAsync(
                    row => row.GetInt64(0),
                    """
                    UPDATE exercise
                    SET clock_us = greatest(clock_us, $2::BIGINT), gap_sequence = gap_sequence + $3::BIGINT
                    WHERE id = $1 RETURNING gap_sequence
                    """,
                    exerciseId, clockUs, (long)revisions.Count);
                if (last.Count == 0)
                    throw NoExercise(exerciseId);
                if (revisions.Count == 0)
                    return [];
                var first = last[0] - revisions.Count + 1;
                await InsertAsync(connection, exerciseId, recordedUs, first, revisions);
                var acknowledged = await ReadAcknowledgementsAsync(
                    connection, exerciseId, revisions.Select(revision => revision.Gap.Id), recordedBeforeUs: null);
                return [.. revisions.Select((revision, i) => new GapRow(
                    first + i, exerciseId, recordedUs, revision, acknowledged.GetValueOrDefault(revision.Gap.Id)))];
            },
            cancellationToken);

    public Task<IReadOnlyList<GapRow>> ReadGapsAsync(GapQuery query, CancellationToken cancellationToken)
    {
        var filter = GapFilter.Of(query);
        return ReadRowsAsync(query.ExerciseId, filter.Sql, filter.Values, query.RecordedBeforeUs, cancellationToken);
    }

    public Task<IReadOnlyList<GapRow>> ReadGapHistoryAsync(
        string exerciseId, string gapId, long? recordedBeforeUs, CancellationToken cancellationToken) =>
        ReadRowsAsync(
            exerciseId,
            $"""
            SELECT {GapColumns.List} FROM gap_revision g
            WHERE exercise = $1 AND gap_id = $2 AND recorded_us < $3 ORDER BY sequence
            """,
            [exerciseId, gapId, recordedBeforeUs ?? long.MaxValue],
            recordedBeforeUs,
            cancellationToken);

    public Task<IReadOnlyList<GapRow>> ReadGapsSinceAsync(
        string exerciseId, long afterSequence, int limit, CancellationToken cancellationToken) =>
        ReadRowsAsync(
            exerciseId,
            $"""
            SELECT {GapColumns.List} FROM gap_revision g
            WHERE exercise = $1 AND sequence > $2 ORDER BY sequence LIMIT {limit}
            """,
            [exerciseId, afterSequence],
            recordedBeforeUs: null,
            cancellationToken);

    public Task<IReadOnlyList<GapRow>> ReadProvisionalGapsAsync(
        string exerciseId, long closedFromUs, CancellationToken cancellationToken) =>
        ReadRowsAsync(
            exerciseId,
            // A gap retracted while open has no close: it may come back only while its opening is not final.
            $"""
            {GapFilter.LastRevisions("")}
            WHERE CASE WHEN is_retracted THEN coalesce(close_us, open_us) >= $2
                ELSE close_us IS NULL OR close_us >= $2 END
            ORDER BY sequence
            """,
            [exerciseId, closedFromUs],
            recordedBeforeUs: null,
            cancellationToken);

    public Task AcknowledgeAsync(
        string exerciseId, Acknowledgement acknowledgement, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                await RequireExerciseAsync(connection, exerciseId);
                return await connection.ExecuteAsync(
                    """
                    INSERT INTO gap_acknowledgement
                    SELECT $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5 FROM gap_acknowledgement WHERE exercise = $1
                    """,
                    exerciseId, acknowledgement.GapId, acknowledgement.By, acknowledgement.Note,
                    acknowledgement.RecordedUs);
            },
            cancellationToken);

    private Task<IReadOnlyList<GapRow>> ReadRowsAsync(
        string exerciseId, string sql, object?[] values, long? recordedBeforeUs, CancellationToken cancellationToken) =>
        sessions.ReadAsync<IReadOnlyList<GapRow>>(
            async connection =>
            {
                var rows = await connection.QueryAsync(row => GapColumns.Read(exerciseId, row), sql, values);
                if (rows.Count == 0)
                    return [];
                var acknowledged = await ReadAcknowledgementsAsync(
                    connection, exerciseId, rows.Select(row => row.Revision.Gap.Id), recordedBeforeUs);
                return rows.ConvertAll(row =>
                    row with { Acknowledgement = acknowledged.GetValueOrDefault(row.Revision.Gap.Id) });
            },
            cancellationToken);

    private static Task<int> InsertAsync(
        DbConnection connection, string exerciseId, long recordedUs, long firstSequence,
        IReadOnlyList<GapRevision> revisions)
    {
        List<T> Column<T>(Func<GapRevision, T> value) => [.. revisions.Select(value)];
        return connection.ExecuteAsync(
            GapColumns.Insert,
            exerciseId,
            recordedUs,
            revisions.Select((_, i) => firstSequence + i).ToList(),
            Column(r => r.Gap.Id),
            Column(r => r.Revision),
            Column(r => r.IsRetracted),
            Column(r => (short)r.Cause),
            Column(r => r.WatermarkUs),
            Column(r => (short)r.Gap.Kind),
            Column(r => r.Gap.SubjectId),
            Column(r => r.Gap.RuleId),
            Column(r => r.Gap.PlanVersion),
            Column(r => r.Gap.IdleFromUs),
            Column(r => r.Gap.OpenUs),
            Column(r => r.Gap.Close?.TimeUs),
            Column(r => (short?)r.Gap.Close?.Reason),
            Column(r => GapColumns.Encode(r.Gap.UnverifiedBy)));
    }

    /// <summary>The last acknowledgement of each gap that has one.</summary>
    private static async Task<Dictionary<string, Acknowledgement>> ReadAcknowledgementsAsync(
        DbConnection connection, string exerciseId, IEnumerable<string> gapIds, long? recordedBeforeUs)
    {
        var rows = await connection.QueryAsync(
            row => new Acknowledgement(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
            """
            SELECT gap_id, who, note, recorded_us FROM gap_acknowledgement
            WHERE exercise = $1 AND recorded_us < $2 AND gap_id = ANY($3::TEXT[])
            ORDER BY no
            """,
            exerciseId, recordedBeforeUs ?? long.MaxValue, gapIds.Distinct().ToList());
        var last = new Dictionary<string, Acknowledgement>(rows.Count);
        foreach (var row in rows)
            last[row.GapId] = row;
        return last;
    }
}
