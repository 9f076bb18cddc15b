using System.Data.Common;
using Telemetry.Core;
using Telemetry.Core.Visits;

namespace Telemetry.Storage.Sql;

/// <summary>
/// Presences that hold are in <c>presence</c>. One that late reports replace goes to <c>presence_past</c> with the time
/// at which it was taken back, so that what was known at any time within <see cref="Limits.PresenceHistory"/> can be
/// read again, and reads of today pay nothing for it. Ids are numbers, looked up in <c>presence_name</c>.
/// </summary>
internal static class PresenceTable
{
    private const string Meeting = "exercise = $1 AND start_us < $2 AND end_us >= $3";

    /// <summary>
    /// Columns of the presences of exercise $1 that start before $2 and end at or after $3: a presence's ends belong to
    /// it, a range's end does not.
    /// </summary>
    public static string Select(string columns) => $"SELECT {columns} FROM presence WHERE {Meeting}";

    /// <summary>The same, as recorded before $4.</summary>
    public static string SelectAsOf(string columns, string condition = "") =>
        $"""
        SELECT {columns} FROM presence WHERE {Meeting} {condition} AND recorded_us < $4
        UNION ALL
        SELECT {columns} FROM presence_past WHERE {Meeting} {condition} AND recorded_us < $4 AND removed_us >= $4
        """;

    public static async Task AddAsync(
        DbConnection connection, string exerciseId, long recordedUs, IReadOnlyList<Presence> added)
    {
        if (added.Count == 0)
            return;
        await NameAsync(connection, exerciseId, added);
        await connection.ExecuteAsync(
            """
            INSERT INTO presence
            SELECT $1, place.no, device.no, kind, start_us, end_us, earliest_us, latest_us, $2
            FROM (SELECT unnest($3::TEXT[]) AS place_id, unnest($4::TEXT[]) AS device_id,
                unnest($5::SMALLINT[]) AS kind, unnest($6::BIGINT[]) AS start_us, unnest($7::BIGINT[]) AS end_us,
                unnest($8::BIGINT[]) AS earliest_us, unnest($9::BIGINT[]) AS latest_us) AS added
            JOIN presence_name place ON place.exercise = $1 AND place.name = added.place_id
            JOIN presence_name device ON device.exercise = $1 AND device.name = added.device_id
            """,
            exerciseId,
            recordedUs,
            added.Select(p => p.PlaceId).ToList(),
            added.Select(p => p.DeviceId).ToList(),
            added.Select(p => (short)p.Kind).ToList(),
            added.Select(p => p.StartUs).ToList(),
            added.Select(p => p.EndUs).ToList(),
            added.Select(p => p.EarliestUs).ToList(),
            added.Select(p => p.LatestUs).ToList());
    }

    /// <summary>Moves presences to the past.</summary>
    public static async Task RemoveAsync(
        DbConnection connection, string exerciseId, long recordedUs, IReadOnlyList<Presence> removed)
    {
        if (removed.Count == 0)
            return;
        const string Gone =
            """
            (SELECT place.no AS place_no, device.no AS device_no, gone.start_us
            FROM (SELECT unnest($2::TEXT[]) AS place_id, unnest($3::TEXT[]) AS device_id,
                unnest($4::BIGINT[]) AS start_us) AS gone
            JOIN presence_name place ON place.exercise = $1 AND place.name = gone.place_id
            JOIN presence_name device ON device.exercise = $1 AND device.name = gone.device_id) AS gone
            """;
        const string IsGone =
            """
            presence.exercise = $1 AND presence.start_us BETWEEN $5 AND $6 AND presence.place_no = gone.place_no
                AND presence.device_no = gone.device_no AND presence.start_us = gone.start_us
            """;
        object[] values =
        [
            exerciseId,
            removed.Select(p => p.PlaceId).ToList(),
            removed.Select(p => p.DeviceId).ToList(),
            removed.Select(p => p.StartUs).ToList(),
            removed.Min(p => p.StartUs),
            removed.Max(p => p.StartUs),
        ];
        await connection.ExecuteAsync(
            $"INSERT INTO presence_past SELECT presence.*, $7 FROM presence JOIN {Gone} ON {IsGone}",
            [.. values, recordedUs]);
        await connection.ExecuteAsync($"DELETE FROM presence USING {Gone} WHERE {IsGone}", values);
    }

    /// <summary>Gives numbers to the ids that have none.</summary>
    private static Task<int> NameAsync(DbConnection connection, string exerciseId, IReadOnlyList<Presence> added) =>
        connection.ExecuteAsync(
            """
            INSERT INTO presence_name
            SELECT $1, coalesce((SELECT max(no) FROM presence_name WHERE exercise = $1), 0) + row_number() OVER (), name
            FROM (SELECT unnest($2::TEXT[]) AS name) AS used
            WHERE NOT EXISTS (SELECT 1 FROM presence_name known WHERE known.exercise = $1 AND known.name = used.name)
            """,
            exerciseId,
            added.Select(p => p.PlaceId).Concat(added.Select(p => p.DeviceId)).Distinct().ToList());
}
