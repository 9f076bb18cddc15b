using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Query.Evidence;

/// <summary>Ground as GeoJSON Features in WGS-84.</summary>
internal static class EvidenceGeoJson
{
    /// <summary>Some 1 cm.</summary>
    private const int Decimals = 7;

    public static string Of(Place place) => Feature(
        json =>
        {
            json.WriteString("id", place.Id);
            json.WriteString("name", place.Name);
            json.WriteString("type", place.Kind.ToString().ToLowerInvariant());
        },
        place.Shape switch
        {
            PlaceShape.Disc disc => [[GroundRing.Circle(disc.Center, disc.RadiusM)]],
            PlaceShape.Area { Geometry: Polygon polygon } => [RingsOf(polygon)],
            PlaceShape.Area { Geometry: MultiPolygon polygons } =>
                [.. polygons.Geometries.Cast<Polygon>().Select(RingsOf)],
            _ => [],
        });

    /// <summary>Empty when the device can have been anywhere.</summary>
    public static string Of(string deviceId, Prism prism, long untilUs)
    {
        var ring = prism.Outline(untilUs);
        if (ring.Count == 0)
            return "";
        return Feature(
            json =>
            {
                json.WriteString("device", deviceId);
                json.WriteString("type", prism.To is null ? "disc" : "ellipse");
                json.WriteNumber("top_speed_mps", prism.TopSpeedMps);
            },
            [[ring]]);
    }

    private static string Feature(Action<Utf8JsonWriter> writeProperties, List<List<IReadOnlyList<GeoPoint>>> polygons)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteStartObject("properties");
            writeProperties(json);
            json.WriteEndObject();
            json.WriteStartObject("geometry");
            json.WriteString("type", polygons.Count == 1 ? "Polygon" : "MultiPolygon");
            json.WriteStartArray("coordinates");
            foreach (var polygon in polygons)
                WritePolygon(json, polygon, isWrapped: polygons.Count != 1);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WritePolygon(Utf8JsonWriter json, List<IReadOnlyList<GeoPoint>> rings, bool isWrapped)
    {
        if (isWrapped)
            json.WriteStartArray();
        foreach (var ring in rings)
        {
            json.WriteStartArray();
            foreach (var corner in ring)
            {
                json.WriteStartArray();
                json.WriteNumberValue(Math.Round(corner.LongitudeDeg, Decimals));
                json.WriteNumberValue(Math.Round(corner.LatitudeDeg, Decimals));
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        if (isWrapped)
            json.WriteEndArray();
    }

    private static List<IReadOnlyList<GeoPoint>> RingsOf(Polygon polygon) =>
        [.. polygon.Holes.Prepend(polygon.Shell).Select(ring => (IReadOnlyList<GeoPoint>)
            [.. ring.Coordinates.Select(corner => new GeoPoint(corner.Y, corner.X))])];
}
