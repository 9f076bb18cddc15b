namespace Telemetry.Core.Geo;

/// <summary>
/// The shortest way between two points that touches a shape, in the plane: the two-leg way whose first leg's end is the
/// shape's point that a mirror, or the straight line, would choose.
/// </summary>
internal readonly struct Detour
{
    /// <summary>Halvings of the arc; 2⁻⁴⁰ of a turn is far below a millimetre on any disc.</summary>
    private const int ArcSteps = 60;

    private readonly Vec _from;
    private readonly Vec _to;
    private readonly Vec _origin;
    private readonly Vec _scale;

    public Detour(GeoPoint origin, GeoPoint from, GeoPoint to)
    {
        _origin = Vec.Of(origin);
        var latitudeDeg = (origin.LatitudeDeg + ((from.LatitudeDeg + to.LatitudeDeg) / 2)) / 2;
        _scale = Wgs84.MetersPerDegree(latitudeDeg);
        _from = InPlane(Vec.Of(from));
        _to = InPlane(Vec.Of(to));
    }

    /// <summary>By way of an outline's boundary.</summary>
    public double ByWayOf(Outline outline)
    {
        var shortest = double.PositiveInfinity;
        for (var ring = 0; ring < outline.RingCount; ring++)
        {
            var vertices = outline.Ring(ring);
            var p = InPlane(vertices[0]);
            for (var i = 1; i < vertices.Length; i++)
            {
                var q = InPlane(vertices[i]);
                shortest = Math.Min(shortest, ByWayOf(p, q));
                p = q;
            }
        }

        return shortest;
    }

    /// <summary>By way of a disc around the origin.</summary>
    public double ByWayOfDisc(double radiusM)
    {
        if (DistanceToOrigin() <= radiusM)
            return Length(_to - _from);
        // Neither end is inside, and the way does not cross: the best point lies on the arc that faces both.
        var (low, high) = (Math.Atan2(_from.Y, _from.X), Math.Atan2(_to.Y, _to.X));
        if (high - low > Math.PI)
            low += 2 * Math.PI;
        else if (low - high > Math.PI)
            high += 2 * Math.PI;
        for (var step = 0; step < ArcSteps; step++)
        {
            var (left, right) = (low + ((high - low) / 3), high - ((high - low) / 3));
            if (ByWayOf(OnCircle(left, radiusM)) <= ByWayOf(OnCircle(right, radiusM)))
                high = right;
            else
                low = left;
        }

        return ByWayOf(OnCircle((low + high) / 2, radiusM));
    }

    private static Vec OnCircle(double angle, double radiusM) =>
        new(radiusM * Math.Cos(angle), radiusM * Math.Sin(angle));

    private static double Length(Vec v) => Math.Sqrt(v.LengthSquared);

    private Vec InPlane(Vec degrees)
    {
        var offset = degrees - _origin;
        return Vec.Scaled(new Vec(Wgs84.ShortWayDeg(offset.X), offset.Y), _scale);
    }

    private double ByWayOf(Vec point) => Length(point - _from) + Length(_to - point);

    /// <summary>
    /// The sum of the two distances is convex along an edge, so its best point may simply be clamped.
    /// </summary>
    private double ByWayOf(Vec p, Vec q)
    {
        var edge = q - p;
        var length = Length(edge);
        var (a, b) = (_from - p, _to - p);
        var (alongA, alongB) = (Vec.Dot(a, edge) / length, Vec.Dot(b, edge) / length);
        var (offA, offB) = (Math.Abs(Vec.Cross(edge, a)) / length, Math.Abs(Vec.Cross(edge, b)) / length);
        var best = offA + offB > 0 ? ((alongA * offB) + (alongB * offA)) / (offA + offB) : alongA;
        return ByWayOf(p + (edge * (Math.Clamp(best, 0, length) / length)));
    }

    private double DistanceToOrigin()
    {
        var way = _to - _from;
        var share = way.LengthSquared > 0 ? Math.Clamp(-Vec.Dot(_from, way) / way.LengthSquared, 0, 1) : 0;
        return Length(_from + (way * share));
    }
}
