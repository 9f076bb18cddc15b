using CsvHelper;

namespace Telemetry.Cli.Formats.Csv;

/// <summary>The mapping and one file's header brought together: where each field stands.</summary>
internal sealed class CsvColumns
{
    private readonly Dictionary<CsvField, (int Index, double Factor)> fields = [];

    private CsvColumns(TimeUnit timeUnit) => TimeUnit = timeUnit;

    public TimeUnit TimeUnit { get; private set; }

    public bool Has(CsvField field) => fields.ContainsKey(field);

    public bool IsUsed(int index) => fields.Values.Any(field => field.Index == index);

    /// <summary>Throws <see cref="TrackFormatException"/> naming what is missing and what was found.</summary>
    public static CsvColumns Resolve(IReadOnlyList<string> header, CsvMapping mapping, string file)
    {
        var columns = new CsvColumns(TimeUnit.Auto);
        var missing = new List<string>();
        foreach (var field in Enum.GetValues<CsvField>())
        {
            if (mapping[field] is { } choice)
                columns.Choose(field, choice, header, missing);
            else if (CsvHeaderGuess.Find(field, header) is var (index, unit))
                columns.Set(field, index, unit);
        }

        foreach (var needed in (CsvField[])[CsvField.Time, CsvField.Latitude, CsvField.Longitude])
            if (!columns.Has(needed) && mapping[needed] is not { Column.Length: > 0 })
                missing.Add(CsvMapping.NameOf(needed));
        if (missing.Count > 0)
            throw new TrackFormatException(
                file,
                1,
                $"CSV without a column for {string.Join(", ", missing)};"
                + $" it has {string.Join(", ", header.Select(FieldText.Quote))}."
                + " Say which is which with --columns time=…,lat=…,lon=…");
        return columns;
    }

    /// <summary>The trimmed text; empty when the file has no such column.</summary>
    public string TextOf(CsvField field, CsvReader record) =>
        fields.TryGetValue(field, out var column) ? record.GetString(column.Index).Trim() : "";

    public double FactorOf(CsvField field) => fields[field].Factor;

    private void Choose(CsvField field, CsvColumnChoice choice, IReadOnlyList<string> header, List<string> missing)
    {
        if (choice.Column.Length == 0)
            return;
        for (var i = 0; i < header.Count; i++)
        {
            if (!string.Equals(header[i].Trim(), choice.Column, StringComparison.OrdinalIgnoreCase))
                continue;
            Set(field, i, choice.Unit);
            return;
        }

        missing.Add($"{CsvMapping.NameOf(field)} ({FieldText.Quote(choice.Column)} was asked for)");
    }

    private void Set(CsvField field, int index, string unit)
    {
        fields[field] = (index, field == CsvField.Time ? 1 : CsvUnits.FactorOf(field, unit));
        if (field == CsvField.Time)
            TimeUnit = CsvUnits.TimeOf(unit);
    }
}
