using System.Text;
using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Srt;

/// <summary>A DJI drone's flight from the subtitles of its film: one fix per subtitle.</summary>
internal static class DjiSrtReader
{
    public static async Task ReadAsync(
        Stream stream, TrackCollector collector, TrackReadOptions options, CancellationToken cancellationToken)
    {
        await TextCheck.Utf8LinesAsync(stream, collector.File, cancellationToken);
        using var lines = new StreamReader(stream, Encoding.UTF8);
        var track = collector.StartTrack(DeviceKind.Drone);
        bool? isDated = null;
        await foreach (var block in SrtBlock.ReadAllAsync(lines).WithCancellation(cancellationToken))
        {
            var localTime = DjiText.LocalTime(block.Text);
            isDated ??= localTime is not null || options.StartTime is not null
                ? localTime is not null
                : throw collector.Refusal(
                    block.Line, "these subtitles hold no date; say when the film began with --start");

            var us = isDated.Value ? FromText(localTime, options.TimeZone) : FromStart(options.StartTime, block.Offset);
            if (DjiText.Position(block.Text, options.GpsOrder) is not { } position)
                collector.Fault(block.Line, "subtitle without a whole GPS position");
            else if (us is null)
                collector.Fault(block.Line, $"subtitle time {FieldText.Quote(localTime ?? "")} is not understood");
            else
                collector.Add(track, block.Line, DjiText.ToReport(block.Text, position, us.Value));
        }

        if (isDated is null)
            throw collector.Refusal(null, "no subtitle in it");
    }

    private static long? FromText(string? localTime, TimeZoneInfo zone) =>
        localTime is null ? null : TimeText.ToUs(localTime, zone);

    private static long? FromStart(DateTimeOffset? start, TimeSpan offset) =>
        start is null ? null : TimeUs.From(start.Value) + TimeUs.Of(offset);
}
