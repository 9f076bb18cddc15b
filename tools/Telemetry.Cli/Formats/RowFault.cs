namespace Telemetry.Cli.Formats;

/// <summary>A row that was not used, and why. Every other row of the file is.</summary>
/// <param name="Row">The line, from 1; in GeoJSON the position, counted from 1 through the file. 0 stands for the
/// whole file.</param>
internal sealed record RowFault(string File, long Row, string Reason);
