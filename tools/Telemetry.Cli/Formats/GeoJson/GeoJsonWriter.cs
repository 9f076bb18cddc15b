using System.Text.Json;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.GeoJson;

/// <summary>
/// A FeatureCollection with one LineString, its <c>coordTimes</c> in the properties and beside them, position by
/// position, <c>coordUnused</c>: why it is not used for presence, null where it is. A line needs two positions, so a
/// single fix becomes a Point with its time, and no fix an empty collection.
/// </summary>
internal static class GeoJsonWriter
{
    private const int FixesPerFlush = 1_000;

    public static async Task<long> WriteAsync(
        string deviceId, IAsyncEnumerable<StoredFix> fixes, Stream destination, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        var times = new List<(long Us, string Unused)>();
        StoredFix first = default;
        await foreach (var fix in fixes.WithCancellation(cancellationToken))
        {
            times.Add((fix.Report.FixTimeUs, fix.Unused));
            switch (times.Count)
            {
                case 1:
                    first = fix;
                    continue;
                case 2:
                    StartLine(json);
                    WritePosition(json, first.Report);
                    break;
            }

            WritePosition(json, fix.Report);
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

    private static void EndLine(Utf8JsonWriter json, string deviceId, List<(long Us, string Unused)> times)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("device", deviceId);
        json.WriteStartArray("coordTimes");
        foreach (var (us, _) in times)
            json.WriteStringValue(TimeText.FromUs(us));
        json.WriteEndArray();
        json.WriteStartArray("coordUnused");
        foreach (var (_, unused) in times)
            WriteUnused(json, unused);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, string deviceId, in StoredFix fix)
    {
        StartGeometry(json, "Point");
        json.WritePropertyName("coordinates");
        WritePosition(json, fix.Report);
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("device", deviceId);
        json.WriteString("time", TimeText.FromUs(fix.Report.FixTimeUs));
        json.WritePropertyName("unused");
        WriteUnused(json, fix.Unused);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteUnused(Utf8JsonWriter json, string unused)
    {
        if (unused.Length > 0)
            json.WriteStringValue(unused);
        else
            json.WriteNullValue();
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
