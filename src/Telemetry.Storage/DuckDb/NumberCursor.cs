using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Telemetry.Storage.Sql;
using static DuckDB.NET.Native.NativeMethods;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Streams a query whose columns are all BIGINT and never NULL, giving DuckDB's column vectors in place: some ten
/// nanoseconds per row instead of the data reader's several hundred.
/// </summary>
internal sealed unsafe class NumberCursor : IDisposable
{
    private readonly DuckDBPreparedStatement _statement;
    private readonly nint[] _columns;
    private DuckDBResult _result;

    public NumberCursor(DuckDBConnection connection, string sql, IReadOnlyList<object?> values, int columns)
    {
        _columns = new nint[columns];
        if (PreparedStatements.DuckDBPrepare(connection.NativeConnection, sql, out _statement) != DuckDBState.Success)
            throw Fault(PreparedStatements.DuckDBPrepareError(_statement));
        for (var i = 0; i < values.Count; i++)
        {
            var bound = values[i] is long number
                ? PreparedStatements.DuckDBBindInt64(_statement, i + 1, number)
                : PreparedStatements.DuckDBBindVarchar(_statement, i + 1, (string)values[i]!);
            if (bound != DuckDBState.Success)
                throw Fault($"value {i + 1} cannot be bound");
        }

        if (PreparedStatements.DuckDBExecutePreparedStreaming(_statement, out _result) != DuckDBState.Success)
            throw Fault(Query.DuckDBResultError(ref _result));
    }

    /// <summary>Hands over the next rows; false at the end.</summary>
    public bool Next(NumberRowsHandler take)
    {
        using var chunk = Query.DuckDBFetchChunk(_result);
        if (chunk.IsInvalid)
        {
            return Query.DuckDBResultErrorType(ref _result) == DuckDBErrorType.Invalid
                ? false
                : throw Fault(Query.DuckDBResultError(ref _result));
        }

        for (var column = 0; column < _columns.Length; column++)
            _columns[column] = (nint)Vectors.DuckDBVectorGetData(DataChunks.DuckDBDataChunkGetVector(chunk, column));
        take(new NumberRows((int)DataChunks.DuckDBDataChunkGetSize(chunk), _columns));
        return true;
    }

    public void Dispose()
    {
        Query.DuckDBDestroyResult(ref _result);
        _statement.Dispose();
    }

    private static StoreException Fault(string reason) => new($"DuckDB cannot read the ledger: {reason}");
}
