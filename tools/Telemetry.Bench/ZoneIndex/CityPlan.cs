using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>
/// A synthetic city as a plan document: every zone and post is to be visited, by anybody, around the clock; or in areas
/// and shifts, each of which asks a dose.
/// </summary>
internal static class CityPlan
{
    private const int MaxIntervalMin = 120;
    private const int MinDwellS = 20;

    private const string Shift = "shift";
    private const int MinVisitsPerShift = 2;
    private const int MinPatrolMinPerShift = 10;

    public static byte[] Of(SyntheticCity city) => Of(city, areas: 0);

    /// <param name="areas">Areas that the places are dealt out to, with shifts and doses; 0 for none of it.</param>
    public static byte[] Of(SyntheticCity city, int areas)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            WriteRule(json, withDoses: areas > 0);
            if (areas > 0)
                WriteShift(json);
            for (var area = 0; area < areas; area++)
                WriteArea(json, AreaId(area));
            for (var i = 0; i < city.Places.Count; i++)
            {
                var area = areas > 0 ? AreaId((int)((long)i * areas / city.Places.Count)) : null;
                WritePlace(json, city.Places[i].Id, city.Places[i].Shape, area);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string AreaId(int area) => $"a{area}";

    private static void WriteArea(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("type", "area");
        json.WriteString("id", id);
        json.WriteEndObject();
        json.WriteNull("geometry");
        json.WriteEndObject();
    }

    private static void WriteShift(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("type", "duty");
        json.WriteString("id", Shift);
        json.WriteString("time_zone", "Asia/Shanghai");
        json.WriteString("start", "18:00");
        json.WriteString("end", "02:00");
        json.WriteEndObject();
        json.WriteNull("geometry");
        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, bool withDoses)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("type", "plan");
        json.WriteNumber("max_interval_min", MaxIntervalMin);
        json.WriteNumber("min_dwell_s", MinDwellS);
        if (withDoses)
        {
            json.WriteString("duty", Shift);
            json.WriteNumber("min_visits", MinVisitsPerShift);
            json.WriteNumber("min_patrol_min", MinPatrolMinPerShift);
        }

        json.WriteEndObject();
        json.WriteNull("geometry");
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, string id, PlaceShape shape, string? area)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("type", shape is PlaceShape.Disc ? "post" : "zone");
        json.WriteString("id", id);
        if (area is not null)
            json.WriteString("area", area);
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
