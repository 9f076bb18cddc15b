using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>
/// A synthetic city as a plan document: every zone and post is to be visited, by anybody, around the clock.
/// </summary>
internal static class CityPlan
{
    private const int MaxIntervalMin = 120;
    private const int MinDwellS = 20;

    public static byte[] Of(SyntheticCity city)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            WriteRule(json);
            foreach (var place in city.Places)
                WritePlace(json, place.Id, place.Shape);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteRule(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("type", "plan");
        json.WriteNumber("max_interval_min", MaxIntervalMin);
        json.WriteNumber("min_dwell_s", MinDwellS);
        json.WriteEndObject();
        json.WriteNull("geometry");
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, string id, PlaceShape shape)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("type", shape is PlaceShape.Disc ? "post" : "zone");
        json.WriteString("id", id);
        if (shape is PlaceShape.Disc { RadiusM: var radiusM })
            json.WriteNumber("radius_m", radiusM);
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        if (shape is PlaceShape.Disc disc)
            WritePoint(json, disc.Center);
        else if (shape is PlaceShape.Area { Geometry: Polygon polygon })
            WritePolygon(json, polygon);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePoint(Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteString("type", "Point");
        json.WritePropertyName("coordinates");
        WritePosition(json, point.LongitudeDeg, point.LatitudeDeg);
    }

    private static void WritePolygon(Utf8JsonWriter json, Polygon polygon)
    {
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        foreach (var ring in polygon.Holes.Prepend(polygon.Shell))
        {
            json.WriteStartArray();
            foreach (var corner in ring.Coordinates)
                WritePosition(json, corner.X, corner.Y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter json, double longitudeDeg, double latitudeDeg) =>
        json.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"[{longitudeDeg:F7},{latitudeDeg:F7}]"));
}
