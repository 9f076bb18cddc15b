using CsvHelper;

namespace Telemetry.Cli.Formats.Csv;

/// <summary>CSV with a header line. What separates the fields is found out; decimals have a point.</summary>
internal static class CsvTrackReader
{
    private static readonly CsvReaderOptions Options = new()
    {
        // No field of a track has line breaks, so one stray quote must not swallow the rows after it.
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = TrackLimits.LineBytes,
        TrackLineNumbers = true,
    };

    public static async Task ReadAsync(
        Stream stream, TrackCollector collector, TrackReadOptions options, CancellationToken cancellationToken)
    {
        await TextCheck.Utf8LinesAsync(stream, collector.File, cancellationToken);
        await using var csv = CsvReader.Create(stream, Options, leaveOpen: true);
        await csv.ReadHeaderAsync(cancellationToken);
        var columns = CsvColumns.Resolve([.. csv.Headers], options.Columns, collector.File);
        var row = new CsvRow(columns, options.TimeZone);
        Track? unnamed = null;
        while (await csv.ReadAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var fault = ShapeFault(csv, columns, isEnded: csv.ByteOffset + csv.RawRecord.Length < stream.Length);
            if (fault is null && row.ToReport(csv, out fault) is { } fix)
            {
                var device = columns.TextOf(CsvField.Device, csv);
                var track = device.Length > 0 ? collector.TrackOf(device) : unnamed ??= collector.StartTrack();
                collector.Add(track, csv.LineNumber, fix);
            }
            else
                collector.Fault(csv.LineNumber, fault!);
        }
    }

    /// <summary>A line that was cut off must not pass: -6.2 of -6.2564401 is a place four kilometres away.</summary>
    private static string? ShapeFault(CsvReader csv, CsvColumns columns, bool isEnded)
    {
        if (csv.FieldCount < csv.Headers.Count)
            return $"has {csv.FieldCount} of {csv.Headers.Count} fields";
        return isEnded || !columns.IsUsed(csv.FieldCount - 1)
            ? null
            : "the last line has no line end and may be cut short";
    }
}
