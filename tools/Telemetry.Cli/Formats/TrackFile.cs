using Telemetry.Cli.Formats.Csv;
using Telemetry.Cli.Formats.GeoJson;
using Telemetry.Cli.Formats.Gpx;
using Telemetry.Cli.Formats.Nmea;
using Telemetry.Cli.Formats.Srt;

namespace Telemetry.Cli.Formats;

/// <summary>
/// Reads tracks: GPX, NMEA 0183, CSV, GeoJSON and DJI subtitles; one file, or every track file of a folder.
/// </summary>
internal static class TrackFile
{
    /// <summary>
    /// Bad rows are reported and the others read. Throws <see cref="TrackFormatException"/> when the file, or every
    /// file of the folder, cannot be read at all.
    /// </summary>
    public static Task<TrackReadResult> ReadAsync(
        string path, TrackReadOptions options, CancellationToken cancellationToken) =>
        Directory.Exists(path)
            ? TrackFolder.ReadAsync(path, options, cancellationToken)
            : ReadOneAsync(path, options, cancellationToken);

    internal static async Task<TrackReadResult> ReadOneAsync(
        string path, TrackReadOptions options, CancellationToken cancellationToken)
    {
        await using var stream = Open(path);
        var name = Path.GetFileName(path);
        if (stream.Length > TrackLimits.FileBytes)
            throw new TrackFormatException(name, null, $"the file is larger than {TrackLimits.FileBytes >> 20} MiB");
        var start = await StartOfAsync(stream, cancellationToken);
        var collector = new TrackCollector(name);
        var reading = FormatOf(name, start) switch
        {
            TrackFormat.Gpx => GpxReader.ReadAsync(stream, collector, options, cancellationToken),
            TrackFormat.Nmea => NmeaReader.ReadAsync(stream, collector, options, cancellationToken),
            TrackFormat.Csv => CsvTrackReader.ReadAsync(stream, collector, options, cancellationToken),
            TrackFormat.GeoJson => GeoJsonReader.ReadAsync(stream, collector, options, cancellationToken),
            _ => DjiSrtReader.ReadAsync(stream, collector, options, cancellationToken),
        };
        await reading;
        return collector.Finish();
    }

    internal static async Task<byte[]> StartOfAsync(Stream stream, CancellationToken cancellationToken)
    {
        var start = new byte[TrackLimits.SniffBytes];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        return start[..length];
    }

    internal static FileStream Open(string path)
    {
        // A recorder may still be writing, which is no reason not to read what is there.
        var openness = new FileStreamOptions { Share = FileShare.ReadWrite, Options = FileOptions.Asynchronous };
        try
        {
            return new FileStream(path, openness);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            var reason = $"cannot be opened: {refused.Message}";
            throw new TrackFormatException(Path.GetFileName(path), null, reason, refused);
        }
    }

    private static TrackFormat FormatOf(string name, byte[] start)
    {
        if (start.Length == 0)
            throw new TrackFormatException(name, null, "the file is empty");
        if (start.AsSpan().StartsWith((byte[])[0xFF, 0xFE]) || start.AsSpan().StartsWith((byte[])[0xFE, 0xFF]))
            throw new TrackFormatException(name, 1, "the text is UTF-16; save the file as UTF-8 and try again");
        return TrackFormats.Of(name, start)
            ?? throw new TrackFormatException(name, null, "not a track: no GPX, NMEA, CSV, GeoJSON or DJI subtitles");
    }
}
