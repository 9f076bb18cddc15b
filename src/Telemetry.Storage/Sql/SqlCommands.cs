using System.Data.Common;

namespace Telemetry.Storage.Sql;

/// <summary>One line per statement where the statement is the point.</summary>
internal static class SqlCommands
{
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            var parameter = command.CreateParameter();
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Returns the number of rows it changed.</summary>
    public static Task<int> ExecuteAsync(
        this DbConnection connection, string sql, params ReadOnlySpan<object?> values) =>
        ExecuteAsync(connection.Command(sql, values));

    public static Task<List<T>> QueryAsync<T>(
        this DbConnection connection, Func<DbDataReader, T> map, string sql, params ReadOnlySpan<object?> values) =>
        QueryAsync(connection.Command(sql, values), map);

    public static long? GetNullableInt64(this DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public static byte[] GetAllBytes(this DbDataReader reader, int column)
    {
        using var stream = reader.GetStream(column);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static async Task<int> ExecuteAsync(DbCommand command)
    {
        await using (command)
            return await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<T>> QueryAsync<T>(DbCommand command, Func<DbDataReader, T> map)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync())
                rows.Add(map(reader));
            return rows;
        }
    }
}
