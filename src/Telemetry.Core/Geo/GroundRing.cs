namespace Telemetry.Core.Geo;

/// <summary>Circles and ellipses on the ground as closed rings, for maps.</summary>
public static class GroundRing
{
    private const int Corners = 72;

    public static IReadOnlyList<GeoPoint> Circle(GeoPoint center, double radiusM) =>
        Ellipse(center, center, 2 * radiusM);

    /// <summary>
    /// Where the way from one point to another by way of the ground is just this long; empty when it is too short for
    /// any. Flat ground: exact to a thousandth over tens of kilometres.
    /// </summary>
    public static IReadOnlyList<GeoPoint> Ellipse(GeoPoint a, GeoPoint b, double wayM)
    {
        var distanceM = GeoDistance.Meters(a, b);
        if (wayM <= distanceM)
            return [];
        var middle = new GeoPoint((a.LatitudeDeg + b.LatitudeDeg) / 2, (a.LongitudeDeg + b.LongitudeDeg) / 2);
        var scale = Wgs84.MetersPerDegree(middle.LatitudeDeg);
        var along = Math.Atan2(
            (b.LatitudeDeg - a.LatitudeDeg) * scale.Y, (b.LongitudeDeg - a.LongitudeDeg) * scale.X);
        var (sin, cos) = Math.SinCos(along);
        var longM = wayM / 2;
        var shortM = Math.Sqrt((wayM * wayM) - (distanceM * distanceM)) / 2;
        var ring = new List<GeoPoint>(Corners + 1);
        for (var i = 0; i <= Corners; i++)
        {
            var (up, right) = Math.SinCos(2 * Math.PI * (i % Corners) / Corners);
            var (x, y) = (longM * right, shortM * up);
            ring.Add(new GeoPoint(
                middle.LatitudeDeg + (((x * sin) + (y * cos)) / scale.Y),
                middle.LongitudeDeg + (((x * cos) - (y * sin)) / scale.X)));
        }

        return ring;
    }
}
