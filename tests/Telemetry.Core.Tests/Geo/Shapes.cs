using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Geo;

/// <summary>Places and legs as tests write them: WKT and plain degrees, X before Y.</summary>
internal static class Shapes
{
    public static Geometry Wkt(string wkt) => new WKTReader().Read(wkt);

    public static Place Zone(string wkt) => Zone(Wkt(wkt));

    public static Place Zone(Geometry geometry) =>
        new("z", "z", PlaceKind.Zone, new PlaceShape.Area(geometry), null, 1, [], "z");

    public static Place Post(double x, double y, double radiusM) =>
        new("p", "p", PlaceKind.Post, new PlaceShape.Disc(new GeoPoint(y, x), radiusM), null, 1, [], "p");

    public static Place Box(double minX, double minY, double maxX, double maxY) =>
        Zone(GeometryFactory.Default.ToGeometry(new Envelope(minX, maxX, minY, maxY)));

    public static LegHit[] Hits(this PlaceIndex index, GeoPoint from, GeoPoint to)
    {
        var hits = new LegHits();
        index.Clip(from, to, hits);
        return hits.Span.ToArray();
    }

    public static LegHit[] Hits(this PlaceIndex index, double x1, double y1, double x2, double y2) =>
        index.Hits(new GeoPoint(y1, x1), new GeoPoint(y2, x2));

    public static LegHit[] Hits(this Place place, double x1, double y1, double x2, double y2) =>
        PlaceIndex.Build([place]).Hits(x1, y1, x2, y2);

    public static GeoPoint Point(Coordinate c) => new(c.Y, c.X);

    public static Coordinate Coordinate(GeoPoint p) => new(p.LongitudeDeg, p.LatitudeDeg);

    /// <summary>The enter and exit fractions as text, to compare with a table.</summary>
    public static string Ways(this IEnumerable<LegHit> hits) =>
        string.Join(" ", hits.Select(h => $"{Math.Round(h.Enter, 9)}-{Math.Round(h.Exit, 9)}"));
}
