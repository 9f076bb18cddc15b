using System.Text.Json;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.GeoJson;

/// <summary>
/// GeoJSON (RFC 7946) has no times of its own. Two habits are read: a LineString or MultiLineString with
/// <c>coordTimes</c> or <c>times</c> beside it, and Point features with a time among their properties.
/// </summary>
internal sealed class GeoJsonReader
{
    private static readonly JsonDocumentOptions Strictly = new() { MaxDepth = 64 };

    private readonly TrackCollector collector;
    private readonly TimeZoneInfo zone;
    private Track? unnamedPoints;
    private long positions;
    private long timed;

    private GeoJsonReader(TrackCollector collector, TimeZoneInfo zone)
    {
        this.collector = collector;
        this.zone = zone;
    }

    public static async Task ReadAsync(
        Stream stream, TrackCollector collector, TrackReadOptions options, CancellationToken cancellationToken)
    {
        if (stream.Length > TrackLimits.GeoJsonBytes)
            throw collector.Refusal(null, $"GeoJSON of more than {TrackLimits.GeoJsonBytes >> 20} MiB");
        await TextCheck.Utf8Async(stream, collector.File, cancellationToken);
        try
        {
            using var document = await JsonDocument.ParseAsync(stream, Strictly, cancellationToken);
            var reader = new GeoJsonReader(collector, options.TimeZone);
            reader.ReadRoot(document.RootElement, cancellationToken);
            if (reader.positions > 0 && reader.timed == 0)
                throw collector.Refusal(
                    null, $"GeoJSON without times: none of its {reader.positions:N0} positions has one");
        }
        catch (JsonException broken)
        {
            throw collector.Refusal(broken.LineNumber + 1, "not whole JSON: it is cut short or broken here", broken);
        }
    }

    private void ReadRoot(JsonElement root, CancellationToken cancellationToken)
    {
        switch (root.TypeOf())
        {
            case "FeatureCollection" when root.Member("features") is { ValueKind: JsonValueKind.Array } features:
                foreach (var feature in features.EnumerateArray())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    ReadFeature(feature);
                }

                break;
            case "Feature":
                ReadFeature(root);
                break;
            default:
                throw collector.Refusal(null, "not GeoJSON: the root is no Feature and no FeatureCollection");
        }
    }

    private void ReadFeature(JsonElement feature)
    {
        var geometry = feature.Member("geometry");
        var properties = feature.Member("properties");
        var coordinates = geometry?.Member("coordinates") ?? default;
        switch (geometry?.TypeOf())
        {
            case "Point":
                ReadPoint(coordinates, properties);
                break;
            case "LineString":
                ReadLine(LineTrack(properties), coordinates, GeoJsonMembers.LineTimes(properties));
                break;
            case "MultiLineString" when coordinates.ValueKind == JsonValueKind.Array:
                ReadLines(coordinates, properties);
                break;
            default:
                var found = geometry?.TypeOf() ?? "feature without geometry";
                collector.Fault(positions, $"a {found} after this position is not a track");
                break;
        }
    }

    private void ReadLines(JsonElement lines, JsonElement? properties)
    {
        var track = LineTrack(properties);
        var times = GeoJsonMembers.LineTimes(properties);
        foreach (var (index, line) in lines.EnumerateArray().Index())
            ReadLine(track, line, times is { } all && index < all.GetArrayLength() ? all[index].AsArray() : null);
    }

    private void ReadLine(Track track, JsonElement line, JsonElement? times)
    {
        if (line.ValueKind != JsonValueKind.Array)
        {
            collector.Fault(positions, "a line after this position has no coordinates");
            return;
        }

        var timeCount = times?.GetArrayLength() ?? 0;
        if (times is not null && timeCount != line.GetArrayLength())
        {
            // Which time belongs to which position cannot be told any more.
            var count = line.GetArrayLength();
            collector.Fault(positions, $"the line after this one is not read: {count} positions, {timeCount} times");
            return;
        }

        foreach (var (index, coordinate) in line.EnumerateArray().Index())
            Add(track, coordinate, times?[index]);
    }

    private void ReadPoint(JsonElement coordinate, JsonElement? properties)
    {
        var device = GeoJsonMembers.Device(properties);
        var track = device is not null ? collector.TrackOf(device) : unnamedPoints ??= collector.StartTrack();
        Add(track, coordinate, GeoJsonMembers.PointTime(properties), properties);
    }

    private void Add(Track track, JsonElement coordinate, JsonElement? time, JsonElement? properties = null)
    {
        positions++;
        if (time?.Text() is not { } text)
        {
            collector.Fault(positions, "position without time");
            return;
        }

        timed++;
        if (TimeText.ToUs(text, zone) is not { } us)
            collector.Fault(positions, $"time {FieldText.Quote(text)} is not understood");
        else if (GeoJsonMembers.Fix(coordinate, properties, us) is { } fix)
            collector.Add(track, positions, fix);
        else
            collector.Fault(positions, "a position is not [longitude, latitude] in numbers");
    }

    private Track LineTrack(JsonElement? properties) =>
        GeoJsonMembers.Device(properties) is { } device ? collector.TrackOf(device) : collector.StartTrack();
}
