using System.Data.Common;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// The ledger's way into the DuckDB file. Its calls block, so they run on pool threads; writes go one at a time over
/// one connection, for two that touch the same rows would make the later one fail.
/// </summary>
internal sealed class DuckDbSessions(DuckDbFile file) : ISqlSessions
{
    private readonly SemaphoreSlim _writing = new(1);
    private readonly DuckDBConnection _writer = file.Connect();

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                await using var connection = file.Connect();
                return await InTransactionAsync(connection, read);
            },
            cancellationToken);

    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> write, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            // Once begun it is not cancelled: the caller could not tell whether it happened.
            return await Task.Run(() => InTransactionAsync(_writer, write), CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async IAsyncEnumerable<T> StreamAsync<T>(
        string sql, object?[] values, Func<DbDataReader, T> map,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = file.Connect();
        await using var command = connection.Command(sql, values);
        ((DuckDBCommand)command).UseStreamingMode = true;
        await using var reader = await Task.Run(() => Execute(command), cancellationToken);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return map(reader);
        }
    }

    public Task ReadNumbersAsync(
        string sql, object?[] values, int columns, NumberRowsHandler take, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                using var connection = file.Connect();
                using var cursor = new NumberCursor(connection, sql, values, columns);
                while (cursor.Next(take))
                    cancellationToken.ThrowIfCancellationRequested();
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await _writer.DisposeAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private static DbDataReader Execute(DbCommand command)
    {
        try
        {
            return command.ExecuteReader();
        }
        catch (DuckDBException e)
        {
            throw Fault(e);
        }
    }

    private static async Task<T> InTransactionAsync<T>(DuckDBConnection connection, Func<DbConnection, Task<T>> work)
    {
        try
        {
            await using var transaction = connection.BeginTransaction();
            var result = await work(connection);
            transaction.Commit();
            return result;
        }
        catch (DuckDBException e)
        {
            throw Fault(e);
        }
    }

    private static StoreException Fault(DuckDBException e) => new($"The DuckDB ledger failed: {e.Message}", e);
}
