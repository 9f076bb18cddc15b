using System.Data.Common;
using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Storage.Sql;

internal sealed partial class SqlLedger
{
    public async Task<Cut?> ReadCutAsync(
        string exerciseId, long? recordedBeforeUs, CancellationToken cancellationToken)
    {
        var found = await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new Cut(row.GetInt64(0), row.GetInt64(1)),
                """
                SELECT recorded_us, watermark_us FROM cut
                WHERE exercise = $1 AND recorded_us < $2 ORDER BY recorded_us DESC LIMIT 1
                """,
                exerciseId, recordedBeforeUs ?? long.MaxValue),
            cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    public IAsyncEnumerable<Presence> ReadPresencesAsync(PresenceQuery query, CancellationToken cancellationToken)
    {
        const string Columns = "place_no, device_no, kind, start_us, end_us, earliest_us, latest_us";
        var select = query.RecordedBeforeUs is null
            ? PresenceTable.Select(Columns)
            : PresenceTable.SelectAsOf(Columns);
        List<object?> values = [query.ExerciseId, query.Range.EndUs, query.Range.StartUs];
        if (query.RecordedBeforeUs is { } recordedBeforeUs)
            values.Add(recordedBeforeUs);
        var places = "";
        if (query.PlaceIds is { } placeIds)
        {
            values.Add(placeIds.ToList());
            places = $"WHERE place.name = ANY(${values.Count}::TEXT[])";
        }

        return sessions.StreamAsync(
            $"""
            SELECT place.name, device.name, kind, start_us, end_us, earliest_us, latest_us FROM ({select}) AS found
            JOIN presence_name place ON place.exercise = $1 AND place.no = found.place_no
            JOIN presence_name device ON device.exercise = $1 AND device.no = found.device_no
            {places} ORDER BY place.name, start_us, device.name
            """,
            [.. values],
            row => new Presence(
                row.GetString(0), row.GetString(1), (DeviceKind)row.GetInt16(2), row.GetInt64(3), row.GetInt64(4),
                row.GetInt64(5), row.GetInt64(6)),
            cancellationToken);
    }

    public async IAsyncEnumerable<StaySlice> ReadStaysAsync(
        string exerciseId, TimeRange range, IReadOnlyList<string> placeIds, long recordedBeforeUs,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reading = await StayReading.BeginAsync(
            sessions, exerciseId, range, placeIds, recordedBeforeUs, cancellationToken);
        var slices = await reading.SlicesAsync(cancellationToken);
        Task<StaySlice>? next = reading.ReadAsync(slices[0], cancellationToken);
        try
        {
            for (var i = 1; next is not null; i++)
            {
                var slice = await next;
                next = i < slices.Count ? reading.ReadAsync(slices[i], cancellationToken) : null;
                yield return slice;
            }
        }
        finally
        {
            // The caller may have left off while one was being read.
            if (next is not null)
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (next.IsCompletedSuccessfully)
                    next.Result.Dispose();
            }
        }
    }

    private static async Task AddCutAsync(DbConnection connection, string exerciseId, CheckpointRecord checkpoint)
    {
        await connection.ExecuteAsync(
            "INSERT INTO cut VALUES ($1, $2, $3)", exerciseId, checkpoint.RecordedUs, checkpoint.WatermarkUs);
        var forgottenUs = checkpoint.RecordedUs - TimeUs.Of(Limits.PresenceHistory);
        await connection.ExecuteAsync(
            "DELETE FROM cut WHERE exercise = $1 AND recorded_us < $2", exerciseId, forgottenUs);
        await connection.ExecuteAsync(
            "DELETE FROM presence_past WHERE exercise = $1 AND removed_us < $2", exerciseId, forgottenUs);
    }
}
