using System.Data.Common;

namespace Telemetry.Storage.Sql;

/// <summary>
/// How the ledger's SQL reaches a database: all that differs between the embedded and the networked one. Statements are
/// in what DuckDB and PostgreSQL share: parameters $1, $2, … by position, <c>unnest</c> of arrays for many rows.
/// </summary>
internal interface ISqlSessions : IAsyncDisposable
{
    /// <summary>Runs in one snapshot.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken);

    /// <summary>
    /// Runs in one transaction, durable when it returns; nothing of it is kept when it throws. Writes of one exercise
    /// never overlap: the implementation serialises them.
    /// </summary>
    Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>Rows as they come, for results of any size.</summary>
    IAsyncEnumerable<T> StreamAsync<T>(
        string sql, object?[] values, Func<DbDataReader, T> map, CancellationToken cancellationToken);

    /// <summary>
    /// Millions of rows at once: every column is BIGINT and never NULL, every value a text or a long.
    /// </summary>
    Task ReadNumbersAsync(
        string sql, object?[] values, int columns, NumberRowsHandler take, CancellationToken cancellationToken);
}
