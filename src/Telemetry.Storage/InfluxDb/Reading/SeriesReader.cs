using System.Text.Json;

namespace Telemetry.Storage.InfluxDb.Reading;

/// <summary>
/// Walks one JSON document of a query's answer: series by series, row by row, numbers untouched. Keeps int64 and double
/// exact. Usage: while NextSeries, while NextRow, then one value for each column through <see cref="Json"/>.
/// </summary>
internal ref struct SeriesReader(ReadOnlySpan<byte> document)
{
    /// <summary>Stands before the first value of a row after <see cref="NextRow"/>.</summary>
    public Utf8JsonReader Json = new(document);

    private bool _inRows;
    private bool _rowOpen;

    /// <summary>Columns of the current series; always in front of its rows.</summary>
    public List<string> Columns { get; private set; } = [];

    /// <summary>The value of the tag <c>device</c> when the query grouped by it.</summary>
    public string? Device { get; private set; }

    /// <summary>To the rows of the next series; false at the document's end.</summary>
    /// <exception cref="StoreException">The document tells of an error.</exception>
    public bool NextSeries()
    {
        while (Read())
        {
            if (Json.TokenType != JsonTokenType.PropertyName)
                continue;
            if (Json.ValueTextEquals("error"u8))
                throw Error();
            if (Json.ValueTextEquals("name"u8))
                (Device, Columns) = (null, []);
            else if (Json.ValueTextEquals("tags"u8))
                ReadTags();
            else if (Json.ValueTextEquals("columns"u8))
                ReadColumns();
            else if (Json.ValueTextEquals("values"u8))
            {
                Expect(JsonTokenType.StartArray);
                _inRows = true;
                return true;
            }
            else if (Json.ValueTextEquals("messages"u8))
            {
                Read();
                Json.Skip();
            }
        }

        return false;
    }

    /// <summary>To the next row of the series; false when there is none left.</summary>
    public bool NextRow()
    {
        if (!_inRows)
            return false;
        if (_rowOpen)
            Expect(JsonTokenType.EndArray);
        Read();
        _rowOpen = _inRows = Json.TokenType == JsonTokenType.StartArray;
        return _rowOpen;
    }

    /// <summary>To the next value of the row.</summary>
    public bool Read()
    {
        try
        {
            return Json.Read();
        }
        catch (JsonException fault)
        {
            throw new StoreException($"InfluxDB sent what is not JSON: {fault.Message}", fault);
        }
    }

    public static void ThrowIfError(ReadOnlySpan<byte> document)
    {
        var reader = new SeriesReader(document);
        while (reader.NextSeries())
            reader.SkipRows();
    }

    /// <summary>All values of one column of strings.</summary>
    public static List<string> ReadStrings(ReadOnlySpan<byte> document, string column)
    {
        var strings = new List<string>();
        var reader = new SeriesReader(document);
        while (reader.NextSeries())
        {
            var index = reader.Columns.IndexOf(column);
            while (reader.NextRow())
            {
                for (var i = 0; i < reader.Columns.Count; i++)
                {
                    reader.Read();
                    if (i == index && reader.Json.TokenType == JsonTokenType.String)
                        strings.Add(reader.Json.GetString()!);
                }
            }
        }

        return strings;
    }

    private void SkipRows()
    {
        while (NextRow())
        {
            for (var i = 0; i < Columns.Count; i++)
                Read();
        }
    }

    private StoreException Error()
    {
        Read();
        var words = Json.TokenType == JsonTokenType.String ? Json.GetString() : "no reason given";
        return new StoreException($"InfluxDB refused a query: {words}");
    }

    private void ReadTags()
    {
        Expect(JsonTokenType.StartObject);
        while (Read() && Json.TokenType == JsonTokenType.PropertyName)
        {
            var isDevice = Json.ValueTextEquals("device"u8);
            Read();
            if (isDevice)
                Device = Json.GetString();
        }
    }

    private void ReadColumns()
    {
        Expect(JsonTokenType.StartArray);
        while (Read() && Json.TokenType == JsonTokenType.String)
            Columns.Add(Json.GetString()!);
    }

    private void Expect(JsonTokenType type)
    {
        if (!Read() || Json.TokenType != type)
            throw new StoreException($"InfluxDB sent {Json.TokenType} where {type} was due.");
    }
}
