using DuckDB.NET.Data;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>DuckDB works in the calling thread whatever the method is called; here that is said plainly.</summary>
internal static class DuckDbCommands
{
    public static int Execute(this DuckDBConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null when there is none or it is NULL.</summary>
    public static T? Scalar<T>(this DuckDBConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is T value ? value : default;
    }
}
