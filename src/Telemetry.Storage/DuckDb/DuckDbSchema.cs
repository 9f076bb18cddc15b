using DuckDB.NET.Data;
using Telemetry.Core;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// The file's tables but for those of reports, which come and go with their exercises (<see cref="ReportTable"/>).
/// Each step is applied once, in its own transaction, and never edited after a release: a change is a further step.
/// </summary>
internal static class DuckDbSchema
{
    private static readonly string[] Steps =
    [
        // Device ids and units, so that a report holds small numbers; see ReportNames.
        "CREATE TABLE report_name (exercise VARCHAR NOT NULL, no INTEGER NOT NULL, name VARCHAR NOT NULL)",
    ];

    public static void Upgrade(DuckDBConnection connection, TimeProvider timeProvider)
    {
        connection.Execute(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_us BIGINT NOT NULL)");
        var version = connection.Scalar<int>("SELECT coalesce(max(version), 0) FROM schema_version");
        if (version > Steps.Length)
            throw new StoreException($"The file has schema version {version}; this program knows {Steps.Length}.");

        for (; version < Steps.Length; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Steps[version]);
            var nowUs = TimeUs.From(timeProvider.GetUtcNow());
            connection.Execute("INSERT INTO schema_version VALUES ($1, $2)", version + 1, nowUs);
            transaction.Commit();
        }
    }
}
