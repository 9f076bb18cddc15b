using System.Text.Json;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.GeoJson;

/// <summary>The members of a feature that a track is made of, under the names that tools give them.</summary>
internal static class GeoJsonMembers
{
    private static readonly string[] PointTimes = ["time", "timestamp", "datetime", "fix_time"];

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    public static string? TypeOf(this JsonElement element) => element.Member("type")?.Text();

    /// <summary>A string or number as text; null for anything else.</summary>
    public static string? Text(this JsonElement element)
    {
        if (element.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            return null;
        try
        {
            return element.ToString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape: valid JSON that is no text.
            return null;
        }
    }

    public static JsonElement? AsArray(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element : null;

    /// <summary>One time per position: <c>coordTimes</c>, <c>times</c>, or <c>coordinateProperties.times</c>.</summary>
    public static JsonElement? LineTimes(JsonElement? properties) =>
        properties?.Member("coordTimes")?.AsArray()
        ?? properties?.Member("times")?.AsArray()
        ?? properties?.Member("coordinateProperties")?.Member("times")?.AsArray();

    public static JsonElement? PointTime(JsonElement? properties)
    {
        foreach (var name in PointTimes)
            if (properties?.Member(name) is { } time)
                return time;
        return null;
    }

    /// <summary>The device that the feature names; null when it names none.</summary>
    public static string? Device(JsonElement? properties) =>
        properties?.Member("device")?.Text() is { Length: > 0 } name ? name : null;

    /// <summary>Null when the coordinate is not two or three numbers.</summary>
    public static Report? Fix(JsonElement coordinate, JsonElement? properties, long fixTimeUs)
    {
        if (coordinate.ValueKind != JsonValueKind.Array || coordinate.GetArrayLength() < 2
            || coordinate.EnumerateArray().Take(3).Any(number => number.ValueKind != JsonValueKind.Number))
            return null;
        return new Report
        {
            FixTimeUs = fixTimeUs,
            Position = new GeoPoint(coordinate[1].GetDouble(), coordinate[0].GetDouble()),
            AltitudeM = coordinate.GetArrayLength() > 2 ? coordinate[2].GetSingle() : null,
            SpeedMps = Number(properties, "speed_mps"),
            HeadingDeg = Number(properties, "heading_deg"),
        };
    }

    private static float? Number(JsonElement? properties, string name) =>
        properties?.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetSingle() : null;
}
