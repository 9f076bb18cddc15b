using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>A leg against a post: a true disc in the metric plane at its centre.</summary>
internal readonly struct DiscClip(PlaceShape.Disc disc)
{
    private readonly Vec _center = Vec.Of(disc.Center);
    private readonly Vec _metersPerDegree = Wgs84.MetersPerDegree(disc.Center.LatitudeDeg);
    private readonly double _radiusM = disc.RadiusM;

    /// <summary>False for the empty value, which stands where a place is no disc.</summary>
    public bool Exists => _metersPerDegree.Y > 0;

    /// <summary>
    /// In degrees. A disc on the 180th meridian is on both edges of the map, so its box is as wide as that.
    /// </summary>
    public Box Bounds()
    {
        var (x, y) = (_radiusM / _metersPerDegree.X, _radiusM / _metersPerDegree.Y);
        var (west, east) = _center.X - x < -180 || _center.X + x > 180 ? (-180, 180) : (_center.X - x, _center.X + x);
        return new Box(west, _center.Y - y, east, _center.Y + y);
    }

    public void Clip(int place, Vec a, Vec b, LegHits hits)
    {
        var (start, end) = (ToMeters(a), ToMeters(b));
        var way = end - start;
        var radiusSquared = _radiusM * _radiusM;
        var startsInside = start.LengthSquared <= radiusSquared;
        var endsInside = end.LengthSquared <= radiusSquared;
        var lengthSquared = way.LengthSquared;
        var cross = Vec.Cross(start, way);
        var chord = (radiusSquared * lengthSquared) - (cross * cross);
        if (startsInside && endsInside)
        {
            hits.Add(place, 0, 1);
        }
        else if (startsInside || endsInside || (chord >= 0 && lengthSquared > 0))
        {
            var middle = -Vec.Dot(start, way) / lengthSquared;
            var half = Math.Sqrt(Math.Max(0, chord)) / lengthSquared;
            // The ends decide for themselves: a leg leaves a fix inside if and only if the next one starts there.
            var enter = startsInside ? 0 : middle - half;
            var exit = endsInside ? 1 : middle + half;
            if (exit >= 0 && enter <= 1)
                hits.Add(place, Math.Clamp(enter, 0, 1), Math.Clamp(exit, 0, 1));
        }
    }

    private Vec ToMeters(Vec point) => new(
        Wgs84.ShortWayDeg(point.X - _center.X) * _metersPerDegree.X,
        (point.Y - _center.Y) * _metersPerDegree.Y);
}
