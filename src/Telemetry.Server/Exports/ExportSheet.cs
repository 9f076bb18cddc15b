namespace Telemetry.Server.Exports;

/// <summary>What is exported: rows that are read while they are written.</summary>
/// <param name="Title">What a map is called.</param>
/// <param name="IsTrack">Rows are fixes, device after device: lines on a map.</param>
internal sealed record ExportSheet(
    string Title, ExportColumn[] Columns, IAsyncEnumerable<ExportRow> Rows, bool IsTrack = false);
