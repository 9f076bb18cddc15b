namespace Telemetry.Cli.Formats.Csv;

/// <summary>A column and the unit of its values; without a name it says that the file has no such column.</summary>
internal sealed record CsvColumnChoice(string Column, string Unit = "");

/// <summary>
/// Which column holds what, as the user says: <c>time=timestamp,lat=position_lat,speed=speed:kmh,heading=</c>. A
/// field left empty is not looked for; a field not named is guessed from the header (<see cref="CsvHeaderGuess"/>).
/// </summary>
internal sealed class CsvMapping
{
    public static readonly CsvMapping Guess = new([]);

    private static readonly Dictionary<string, CsvField> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["time"] = CsvField.Time,
        ["lat"] = CsvField.Latitude,
        ["lon"] = CsvField.Longitude,
        ["alt"] = CsvField.Altitude,
        ["height"] = CsvField.Height,
        ["speed"] = CsvField.Speed,
        ["heading"] = CsvField.Heading,
        ["accuracy"] = CsvField.Accuracy,
        ["battery"] = CsvField.Battery,
        ["device"] = CsvField.Device,
    };

    private readonly Dictionary<CsvField, CsvColumnChoice> choices;

    private CsvMapping(Dictionary<CsvField, CsvColumnChoice> choices) => this.choices = choices;

    public static string NameOf(CsvField field) =>
        Names.FirstOrDefault(name => name.Value == field).Key ?? field.ToString();

    public CsvColumnChoice? this[CsvField field] => choices.GetValueOrDefault(field);

    /// <summary>Null with the reason when the text is no mapping.</summary>
    public static CsvMapping? Parse(string text, out string fault)
    {
        var choices = new Dictionary<CsvField, CsvColumnChoice>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=');
            if (equals < 0 || !Names.TryGetValue(part[..equals].Trim(), out var field))
            {
                fault = $"{FieldText.Quote(part)} is not field=column; the fields are {string.Join(", ", Names.Keys)}";
                return null;
            }

            if (!choices.TryAdd(field, Choice(field, part[(equals + 1)..].Trim())))
            {
                fault = $"the field {NameOf(field)} is given twice";
                return null;
            }
        }

        fault = "";
        return new CsvMapping(choices);
    }

    /// <summary>A colon may also be part of a column's name, so only a unit of the field is cut off.</summary>
    private static CsvColumnChoice Choice(CsvField field, string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && CsvUnits.Knows(field, text[(colon + 1)..])
            ? new CsvColumnChoice(text[..colon], text[(colon + 1)..])
            : new CsvColumnChoice(text);
    }
}
