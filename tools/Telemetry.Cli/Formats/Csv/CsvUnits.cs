namespace Telemetry.Cli.Formats.Csv;

/// <summary>The units that values in a CSV file may have.</summary>
internal static class CsvUnits
{
    private const double MPerFoot = 0.3048;

    private static readonly Dictionary<string, double> Lengths = new(StringComparer.OrdinalIgnoreCase)
    {
        ["m"] = 1,
        ["ft"] = MPerFoot,
    };

    private static readonly Dictionary<string, double> Speeds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mps"] = 1,
        ["kmh"] = 1 / 3.6,
        ["kn"] = 1852.0 / 3600,
        ["mph"] = 1609.344 / 3600,
    };

    private static readonly Dictionary<string, TimeUnit> Times = new(StringComparer.OrdinalIgnoreCase)
    {
        ["iso"] = TimeUnit.Auto,
        ["s"] = TimeUnit.Seconds,
        ["ms"] = TimeUnit.Milliseconds,
        ["us"] = TimeUnit.Microseconds,
    };

    public static bool Knows(CsvField field, string unit) =>
        field == CsvField.Time ? Times.ContainsKey(unit) : Factors(field)?.ContainsKey(unit) == true;

    /// <summary>
    /// What a value is multiplied with to become metres or metres per second; 1 for the field's own unit.
    /// </summary>
    public static double FactorOf(CsvField field, string unit) =>
        unit.Length > 0 && Factors(field) is { } factors ? factors[unit] : 1;

    public static TimeUnit TimeOf(string unit) => unit.Length > 0 ? Times[unit] : TimeUnit.Auto;

    private static Dictionary<string, double>? Factors(CsvField field) => field switch
    {
        CsvField.Speed => Speeds,
        CsvField.Altitude or CsvField.Height or CsvField.Accuracy => Lengths,
        _ => null,
    };
}
