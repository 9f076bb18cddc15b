using System.Text.Json;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.GeoJson;

/// <summary>
/// A FeatureCollection with one LineString, its <c>coordTimes</c> in the properties. A line needs two positions, so a
/// single fix becomes a Point with its time, and no fix an empty collection.
/// </summary>
internal static class GeoJsonWriter
{
    private const int FixesPerFlush = 1_000;

    public static async Task<long> WriteAsync(
        string deviceId, IAsyncEnumerable<Report> fixes, Stream destination, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        var times = new List<long>();
        Report first = default;
        await foreach (var fix in fixes.WithCancellation(cancellationToken))
        {
            times.Add(fix.FixTimeUs);
            switch (times.Count)
            {
                case 1:
                    first = fix;
                    continue;
                case 2:
                    StartLine(json);
                    WritePosition(json, first);
                    break;
            }

            WritePosition(json, fix);
            if (times.Count % FixesPerFlush == 0)
                await json.FlushAsync(cancellationToken);
        }

        if (times.Count > 1)
            EndLine(json, deviceId, times);
        else if (times.Count == 1)
            WritePoint(json, deviceId, first);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        return times.Count;
    }

    private static void StartLine(Utf8JsonWriter json)
    {
        StartGeometry(json, "LineString");
        json.WriteStartArray("coordinates");
    }

    private static void EndLine(Utf8JsonWriter json, string deviceId, List<long> times)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("device", deviceId);
        json.WriteStartArray("coordTimes");
        foreach (var us in times)
            json.WriteStringValue(TimeText.FromUs(us));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, string deviceId, Report fix)
    {
        StartGeometry(json, "Point");
        json.WritePropertyName("coordinates");
        WritePosition(json, fix);
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("device", deviceId);
        json.WriteString("time", TimeText.FromUs(fix.FixTimeUs));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void StartGeometry(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", type);
    }

    private static void WritePosition(Utf8JsonWriter json, Report fix)
    {
        json.WriteStartArray();
        json.WriteNumberValue(fix.Position.LongitudeDeg);
        json.WriteNumberValue(fix.Position.LatitudeDeg);
        if (fix.AltitudeM is { } altitudeM)
            json.WriteNumberValue(altitudeM);
        json.WriteEndArray();
    }
}
