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
        if (DiscPass.Of(ToMeters(a), ToMeters(b), _radiusM) is { } pass)
            hits.Add(place, pass.Enter, pass.Exit);
    }

    /// <summary>The same for a footprint, given in degrees, that is carried along a way.</summary>
    public void Clip(int place, in FootprintQuad quad, Vec way, LegHits hits)
    {
        var inMeters = new FootprintQuad(ToMeters(quad.A), ToMeters(quad.B), ToMeters(quad.C), ToMeters(quad.D));
        var sweep = new FootprintSweep(inMeters, Vec.Scaled(way, _metersPerDegree));
        if (sweep.Meet(default, _radiusM) is { } met)
            hits.Add(place, met.Enter, met.Exit);
    }

    private Vec ToMeters(Vec point) => new(
        Wgs84.ShortWayDeg(point.X - _center.X) * _metersPerDegree.X,
        (point.Y - _center.Y) * _metersPerDegree.Y);
}
