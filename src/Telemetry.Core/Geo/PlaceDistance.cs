using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>
/// How far points are from one place. Built once per shape; error below 0.1 % of the distance up to 100 km.
/// </summary>
public sealed class PlaceDistance
{
    /// <summary>What the bounding circle gives away for certain to stay a lower bound in spite of rounding.</summary>
    private const double CircleSlack = 1e-3;

    private readonly PlaceShape.Disc? _disc;
    private readonly Outline _outline;
    private readonly GeoPoint _center;
    private readonly double _radiusM;

    public PlaceDistance(PlaceShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape is PlaceShape.Disc post)
        {
            (_disc, _center, _radiusM) = (post, post.Center, post.RadiusM);
            return;
        }

        _outline = Outline.Of(((PlaceShape.Area)shape).Geometry);
        _center = _outline.Bounds().Center.ToPoint();
        for (var ring = 0; ring < _outline.RingCount; ring++)
            foreach (var vertex in _outline.Ring(ring))
                _radiusM = Math.Max(_radiusM, GeoDistance.Meters(_center, vertex.ToPoint()));
    }

    /// <summary>A quick lower bound in metres, from the bounding circle.</summary>
    public double AtLeastM(GeoPoint point) =>
        Math.Max(0, (GeoDistance.Meters(point, _center) * (1 - CircleSlack)) - (_radiusM * (1 + CircleSlack)));

    /// <summary>Metres to the nearest point of the place, 0 inside and on the boundary.</summary>
    public double MetersFrom(GeoPoint point)
    {
        if (_disc is not null)
            return Math.Max(0, GeoDistance.Meters(point, _center) - _radiusM);
        if (_outline.Covers(Vec.Of(point)))
            return 0;
        return GeoDistance.Meters(point, Nearest(point));
    }

    /// <summary>
    /// Metres from one point to another by way of the place, the shortest way: never more than it really is, by at
    /// most 0.2 % less.
    /// </summary>
    public double DetourM(GeoPoint from, GeoPoint to)
    {
        var atLeastM = Math.Max(GeoDistance.Meters(from, to), MetersFrom(from) + MetersFrom(to));
        return Math.Max(atLeastM, ThroughPlane(from, to)) * (1 - (2 * CircleSlack));
    }

    private double ThroughPlane(GeoPoint from, GeoPoint to)
    {
        var detour = new Detour(_center, from, to);
        if (_disc is not null)
            return detour.ByWayOfDisc(_radiusM);
        return _outline.Covers(Vec.Of(from)) ? GeoDistance.Meters(from, to) : detour.ByWayOf(_outline);
    }

    /// <summary>
    /// The nearest boundary point in the plane half way to the shape; its true distance is taken after that.
    /// </summary>
    private GeoPoint Nearest(GeoPoint point)
    {
        var scale = Wgs84.MetersPerDegree((point.LatitudeDeg + _center.LatitudeDeg) / 2);
        var (nearest, nearestSquared) = (default(Vec), double.PositiveInfinity);
        for (var ring = 0; ring < _outline.RingCount; ring++)
        {
            var vertices = _outline.Ring(ring);
            // No ring crosses the 180th meridian, but the way to it may.
            var eastDeg = Wgs84.ShortWayDeg(vertices[0].X - point.LongitudeDeg);
            var from = new Vec(vertices[0].X - eastDeg, point.LatitudeDeg);
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

        return new GeoPoint(
            point.LatitudeDeg + (nearest.Y / scale.Y), point.LongitudeDeg + (nearest.X / scale.X));
    }
}
