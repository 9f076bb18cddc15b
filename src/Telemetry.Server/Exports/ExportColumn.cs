namespace Telemetry.Server.Exports;

internal enum ExportType : byte
{
    Text,
    Whole,
    Single,
    Double,

    /// <summary>Microseconds since the Unix epoch; shown as UTC.</summary>
    Time,

    Flag,
}

/// <summary>A column of a table, or a property on a map; the unit stands at the end of the name.</summary>
internal readonly record struct ExportColumn(string Name, ExportType Type);
