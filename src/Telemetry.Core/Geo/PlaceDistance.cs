using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>
/// How far points are from one place. Built once per shape; error below 0.1 % of the distance up to 100 km.
/// </summary>
public sealed class PlaceDistance
{
    /// <summary>What the bounding circle gives away for certain to stay a lower bound in spite of rounding.</summary>
    private const double CircleSlack = 1e-3;

    private readonly PlaceShape.Disc? disc;
    private readonly Outline outline;
    private readonly GeoPoint center;
    private readonly double radiusM;

    public PlaceDistance(PlaceShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape is PlaceShape.Disc post)
        {
            (disc, center, radiusM) = (post, post.Center, post.RadiusM);
            return;
        }

        outline = Outline.Of(((PlaceShape.Area)shape).Geometry);
        center = outline.Bounds().Center.ToPoint();
        for (var ring = 0; ring < outline.RingCount; ring++)
            foreach (var vertex in outline.Ring(ring))
                radiusM = Math.Max(radiusM, GeoDistance.Meters(center, vertex.ToPoint()));
    }

    /// <summary>A quick lower bound in metres, from the bounding circle.</summary>
    public double AtLeastM(GeoPoint point) =>
        Math.Max(0, (GeoDistance.Meters(point, center) * (1 - CircleSlack)) - (radiusM * (1 + CircleSlack)));

    /// <summary>Metres to the nearest point of the place, 0 inside and on the boundary.</summary>
    public double MetersFrom(GeoPoint point)
    {
        if (disc is not null)
            return Math.Max(0, GeoDistance.Meters(point, center) - radiusM);
        if (outline.Covers(Vec.Of(point)))
            return 0;
        return GeoDistance.Meters(point, Nearest(point));
    }

    /// <summary>The nearest boundary point in the plane half way to the shape; its true distance is taken after that.</summary>
    private GeoPoint Nearest(GeoPoint point)
    {
        var scale = Wgs84.MetersPerDegree((point.LatitudeDeg + center.LatitudeDeg) / 2);
        var eastDeg = Wgs84.ShortWayDeg(center.LongitudeDeg - point.LongitudeDeg);
        var from = new Vec(center.LongitudeDeg - eastDeg, point.LatitudeDeg);
        var (nearest, nearestSquared) = (default(Vec), double.PositiveInfinity);
        for (var ring = 0; ring < outline.RingCount; ring++)
        {
            var vertices = outline.Ring(ring);
            var p = Vec.Scaled(vertices[0] - from, scale);
            for (var i = 1; i < vertices.Length; i++)
            {
                var q = Vec.Scaled(vertices[i] - from, scale);
                var edge = q - p;
                var candidate = p + (edge * Math.Clamp(-Vec.Dot(p, edge) / edge.LengthSquared, 0, 1));
                if (candidate.LengthSquared < nearestSquared)
                    (nearest, nearestSquared) = (candidate, candidate.LengthSquared);
                p = q;
            }
        }

        return new GeoPoint(from.Y + (nearest.Y / scale.Y), from.X + (nearest.X / scale.X));
    }
}
