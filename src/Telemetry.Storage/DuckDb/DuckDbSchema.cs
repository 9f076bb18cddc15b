using DuckDB.NET.Data;
using Telemetry.Core;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// The file's tables but for those of reports, which come and go with their exercises (<see cref="ReportTable"/>).
/// Each part counts its own steps; each step is applied once, in its own transaction.
/// </summary>
internal static class DuckDbSchema
{
    private static readonly (string Part, IReadOnlyList<string> Steps)[] Parts =
    [
        ("ledger", LedgerSchema.Steps),
        // Device ids and units, so that a report holds small numbers; see ReportNames.
        ("report", ["CREATE TABLE report_name (exercise TEXT NOT NULL, no INTEGER NOT NULL, name TEXT NOT NULL)"]),
    ];

    /// <exception cref="StoreException">A newer program wrote the file.</exception>
    public static void Upgrade(DuckDBConnection connection, TimeProvider timeProvider)
    {
        connection.Execute(
            """
            CREATE TABLE IF NOT EXISTS schema_version (
                part TEXT NOT NULL, version INTEGER NOT NULL, applied_us BIGINT NOT NULL)
            """);
        foreach (var (part, steps) in Parts)
            Upgrade(connection, part, steps, timeProvider);
    }

    private static void Upgrade(
        DuckDBConnection connection, string part, IReadOnlyList<string> steps, TimeProvider timeProvider)
    {
        var version = connection.Scalar<int>(
            "SELECT coalesce(max(version), 0) FROM schema_version WHERE part = $1", part);
        if (version > steps.Count)
        {
            throw new StoreException(
                $"The file's {part} schema has version {version}, but this program knows only {steps.Count}: "
                + "a newer one wrote it.");
        }

        for (; version < steps.Count; version++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(steps[version]);
            var nowUs = TimeUs.From(timeProvider.GetUtcNow());
            connection.Execute("INSERT INTO schema_version VALUES ($1, $2, $3)", part, version + 1, nowUs);
            transaction.Commit();
        }
    }
}
