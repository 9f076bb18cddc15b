using Telemetry.Core.Tracks;

namespace Telemetry.Storage.Sql;

internal sealed partial class SqlLedger
{
    public Task RegisterDevicesAsync(
        string exerciseId, IReadOnlyList<DeviceRecord> devices, CancellationToken cancellationToken) =>
        sessions.WriteAsync(
            async connection =>
            {
                await RequireExerciseAsync(connection, exerciseId);
                if (devices.Count == 0)
                    return 0;
                // Named twice in one call: the later identity holds.
                var last = devices.ToLookup(device => device.Identity.Id).Select(same => same.Last()).ToList();
                object[] values =
                [
                    exerciseId,
                    last.ConvertAll(device => device.Identity.Id),
                    last.ConvertAll(device => (short)device.Identity.Kind),
                    last.ConvertAll(device => device.Identity.Unit),
                ];
                const string Given =
                    "SELECT unnest($2::TEXT[]) AS id, unnest($3::SMALLINT[]) AS kind, unnest($4::TEXT[]) AS unit";
                await connection.ExecuteAsync(
                    $"""
                    UPDATE device SET kind = given.kind, unit = given.unit FROM ({Given}) AS given
                    WHERE exercise = $1 AND device.id = given.id
                        AND (device.kind <> given.kind OR device.unit <> given.unit)
                    """,
                    values);
                return await connection.ExecuteAsync(
                    $"""
                    INSERT INTO device SELECT $1, id, kind, unit, first_seen_us
                    FROM ({Given}, unnest($5::BIGINT[]) AS first_seen_us) AS given
                    WHERE NOT EXISTS (SELECT 1 FROM device WHERE device.exercise = $1 AND device.id = given.id)
                    """,
                    [.. values, last.ConvertAll(device => device.FirstSeenUs)]);
            },
            cancellationToken);

    public async Task<IReadOnlyList<DeviceRecord>> ReadDevicesAsync(
        string exerciseId, CancellationToken cancellationToken) =>
        await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => new DeviceRecord(
                    new DeviceIdentity(row.GetString(0), (DeviceKind)row.GetInt16(1), row.GetString(2)),
                    row.GetInt64(3)),
                "SELECT id, kind, unit, first_seen_us FROM device WHERE exercise = $1 ORDER BY id",
                exerciseId),
            cancellationToken);
}
