using Telemetry.Cli.Formats.Csv;
using Telemetry.Cli.Formats.GeoJson;
using Telemetry.Cli.Formats.Gpx;

namespace Telemetry.Cli.Formats;

/// <summary>What a track can be exported as.</summary>
internal enum TrackExportFormat
{
    Gpx = 1,
    GeoJson,
    Csv,
}

/// <summary>Writes one device's track as it comes; nothing but GeoJSON's list of times is held back.</summary>
internal static class TrackWriter
{
    /// <summary>Returns how many fixes were written. The stream stays open.</summary>
    public static Task<long> WriteAsync(
        TrackExportFormat format,
        string deviceId,
        IAsyncEnumerable<StoredFix> fixes,
        Stream destination,
        CancellationToken cancellationToken) => format switch
        {
            TrackExportFormat.Gpx => GpxWriter.WriteAsync(deviceId, fixes, destination, cancellationToken),
            TrackExportFormat.GeoJson => GeoJsonWriter.WriteAsync(deviceId, fixes, destination, cancellationToken),
            _ => CsvTrackWriter.WriteAsync(deviceId, fixes, destination, cancellationToken),
        };
}
