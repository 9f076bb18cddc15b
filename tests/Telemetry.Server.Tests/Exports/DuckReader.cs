using System.Data.Common;
using DuckDB.NET.Data;

namespace Telemetry.Server.Tests.Exports;

/// <summary>Reads an exported file by DuckDB, which had no part in writing it.</summary>
internal sealed class DuckReader : IDisposable
{
    private readonly string _path;
    private readonly DuckDBConnection _duck = new("DataSource=:memory:");

    public DuckReader(byte[] bytes, string extension)
    {
        _path = Path.Combine(Path.GetTempPath(), $"patrol-export-{Guid.NewGuid():N}.{extension}");
        File.WriteAllBytes(_path, bytes);
        _duck.Open();
    }

    /// <param name="select">With <c>FROM file</c>.</param>
    public List<object?[]> Query(string select)
    {
        using var command = _duck.CreateCommand();
        var read = _path.EndsWith("csv", StringComparison.Ordinal) ? "read_csv" : "read_parquet";
        command.CommandText = select.Replace("FROM file", $"FROM {read}('{_path}')", StringComparison.Ordinal);
        using var reader = (DbDataReader)command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var columns = Enumerable.Range(0, reader.FieldCount);
            rows.Add([.. columns.Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        }

        return rows;
    }

    public void Dispose()
    {
        _duck.Dispose();
        File.Delete(_path);
    }
}
