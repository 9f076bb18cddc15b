using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemetry.TestServers.Influx;

/// <summary>
/// As much InfluxQL as the adapter speaks: fields of one measurement by device and time, the names of devices, fields
/// and measurements. What it does not know it refuses, so that a test finds out.
/// </summary>
internal static partial class MiniInfluxQl
{
    public static IReadOnlyList<string> Statements(string query) =>
        [.. StatementPattern().Matches(query).Select(match => match.Value.Trim())];

    /// <summary>The <c>series</c> of one statement's result, in documents of at most so many rows.</summary>
    public static IEnumerable<object[]> Run(PointTable table, string statement, int chunkRows)
    {
        if (SelectPattern().Match(statement) is { Success: true } select)
            return Select(table, select, chunkRows);
        if (ShowPattern().Match(statement) is { Success: true } show)
            return [Show(table, show)];
        throw new FormatException($"error parsing query: {statement}");
    }

    private static IEnumerable<object[]> Select(PointTable table, Match select, int chunkRows)
    {
        var columns = NamePattern().Matches(select.Groups["columns"].Value)
            .Select(column => column.Groups[1].Value).ToList();
        var name = Unquote(select.Groups["source"].Value);
        var points = Where(table.Read(name), select.Groups["where"].Value);
        // A limit holds for each series of the answer.
        var rowsOfSeries = select.Groups["last"].Success ? 1 : int.MaxValue;
        var grouped = select.Groups["group"].Success;
        foreach (var group in points.GroupBy(point => grouped ? point.Tags["device"] : ""))
        {
            foreach (var rows in group.TakeLast(rowsOfSeries).Chunk(chunkRows))
            {
                var values = rows.Select(point => Row(point, columns)).ToArray();
                string[] header = ["time", .. columns];
                yield return grouped
                    ? [new { name, tags = new { device = group.Key }, columns = header, values }]
                    : [new { name, columns = header, values }];
            }
        }
    }

    private static object[] Show(PointTable table, Match show)
    {
        var measurement = show.Groups["source"].Success ? Unquote(show.Groups["source"].Value) : "";
        var points = table.Read(measurement);
        return show.Groups["what"].Value switch
        {
            "MEASUREMENTS" => Series("measurements", ["name"], table.Measurements().Select(name => (object[])[name])),
            "FIELD KEYS" => Series(measurement, ["fieldKey", "fieldType"], points
                .SelectMany(point => point.Fields.Keys).Distinct().Select(key => (object[])[key, "float"])),
            _ => Series(measurement, ["key", "value"], Where(points, show.Groups["where"].Value)
                .Select(point => point.Tags["device"]).Distinct().Select(device => (object[])["device", device])),
        };
    }

    private static object[] Series(string name, string[] columns, IEnumerable<object[]> values)
    {
        var rows = values.ToArray();
        return rows.Length == 0 ? [] : [new { name, columns, values = rows }];
    }

    private static IEnumerable<LinePoint> Where(IReadOnlyList<LinePoint> points, string condition)
    {
        var devices = DevicePattern().Matches(condition).Select(match => Unquote(match.Groups[1].Value)).ToHashSet();
        var times = DevicePattern().Replace(condition, "");
        var from = long.Parse(FromPattern().Match(times).Groups[1].Value, CultureInfo.InvariantCulture);
        var to = ToPattern().Match(times);
        var last = long.Parse(to.Groups[2].Value, CultureInfo.InvariantCulture) - (to.Groups[1].Value == "<" ? 1 : 0);
        return points.Where(point => point.TimeNs >= from && point.TimeNs <= last
            && (devices.Count == 0 || devices.Contains(point.Tags["device"])));
    }

    private static object?[] Row(LinePoint point, List<string> columns) =>
    [
        point.TimeNs,
        .. columns.Select(column => point.Fields.TryGetValue(column, out var value)
            ? Value(value)
            : point.Tags.GetValueOrDefault(column)),
    ];

    // Numbers go out as they came in, so that the reader meets every shape of them.
    private static object Value(string text) => text switch
    {
        "t" => true,
        "f" => false,
        [.., 'i'] => long.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture),
        ['"', ..] => Unquote(text),
        _ => JsonDocument.Parse(text).RootElement.Clone(),
    };

    private static string Unquote(string quoted) => EscapePattern().Replace(quoted[1..^1], "$1");

    [GeneratedRegex("""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^;'"])+""")]
    private static partial Regex StatementPattern();

    [GeneratedRegex("""
        ^SELECT\ (?<columns>"[^ ]+)\ FROM\ (?<source>"(?:[^"\\]|\\.)*")\ WHERE\ (?<where>.*?)
        (?<group>\ GROUP\ BY\ "device")?(?<last>\ ORDER\ BY\ time\ DESC\ LIMIT\ 1)?$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex SelectPattern();

    [GeneratedRegex("""
        ^SHOW\ (?<what>MEASUREMENTS|FIELD\ KEYS|TAG\ VALUES)(\ FROM\ (?<source>"(?:[^"\\]|\\.)*"))?
        (\ WITH\ KEY\ =\ "device"\ WHERE\ (?<where>.*))?(\ LIMIT\ 1)?$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ShowPattern();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex NamePattern();

    [GeneratedRegex("""
        "device"=('(?:[^'\\]|\\.)*')
        """)]
    private static partial Regex DevicePattern();

    [GeneratedRegex(@"time >= (-?\d+)")]
    private static partial Regex FromPattern();

    [GeneratedRegex(@"time (<=?) (-?\d+)")]
    private static partial Regex ToPattern();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex EscapePattern();
}
