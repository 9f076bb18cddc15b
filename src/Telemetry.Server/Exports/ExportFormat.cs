namespace Telemetry.Server.Exports;

/// <summary>One way to write rows.</summary>
/// <param name="Extension">Of the file, and of the path it is asked for at.</param>
internal sealed record ExportFormat(
    string Extension, string ContentType, Func<ExportSheet, ExportBody, CancellationToken, Task> WriteAsync)
{
    public static readonly ExportFormat[] All =
    [
        new("csv", "text/csv; charset=utf-8", CsvFormat.WriteAsync),
        new("geojson", "application/geo+json", GeoJsonFormat.WriteAsync),
        new("gpx", "application/gpx+xml", GpxFormat.WriteAsync),
        new("kml", "application/vnd.google-earth.kml+xml", KmlFormat.WriteAsync),
        new("parquet", "application/vnd.apache.parquet", ParquetFormat.WriteAsync),
    ];
}
