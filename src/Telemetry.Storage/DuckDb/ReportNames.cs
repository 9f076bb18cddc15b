using System.Runtime.InteropServices;
using DuckDB.NET.Data;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// The device ids and unit names of one exercise as small numbers. A report row with two strings costs DuckDB half as
/// much again as one with two integers (measured: src/decisions/0004-duckdb.md).
/// </summary>
internal sealed class ReportNames
{
    private readonly DuckDBConnection _connection;
    private readonly string _exerciseId;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _unsaved = [];

    public ReportNames(DuckDBConnection connection, string exerciseId)
    {
        _connection = connection;
        _exerciseId = exerciseId;
        foreach (var (number, name) in Read(connection, exerciseId))
            _numbers.Add(name, number);
    }

    public static IEnumerable<(int Number, string Name)> Read(DuckDBConnection connection, string exerciseId)
    {
        using var command = connection.Command("SELECT no, name FROM report_name WHERE exercise = $1", exerciseId);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return (reader.GetInt32(0), reader.GetString(1));
    }

    public static int? Find(DuckDBConnection connection, string exerciseId, string name) =>
        connection.Scalar<int?>("SELECT no FROM report_name WHERE exercise = $1 AND name = $2", exerciseId, name);

    /// <summary>The name's number, a new one if need be; the next <see cref="Save"/> writes it.</summary>
    public int NumberOf(string name, out bool isNew)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out var known);
        isNew = !known;
        if (isNew)
        {
            number = _numbers.Count;
            _unsaved.Add(name);
        }

        return number;
    }

    public void Save()
    {
        if (_unsaved.Count == 0)
            return;
        var numbers = _unsaved.ConvertAll(name => _numbers[name]);
        _connection.Execute(
            "INSERT INTO report_name SELECT $1, unnest($2::INTEGER[]), unnest($3::VARCHAR[])",
            _exerciseId, numbers, _unsaved);
        _unsaved.Clear();
    }
}
