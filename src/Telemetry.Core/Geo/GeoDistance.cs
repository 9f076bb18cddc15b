namespace Telemetry.Core.Geo;

/// <summary>Distance on the WGS-84 ellipsoid.</summary>
public static class GeoDistance
{
    /// <summary>Up to this difference in degrees the plane at the middle latitude is used.</summary>
    private const double PlaneDeg = 0.5;

    /// <summary>
    /// Metres on the ground between two points. Error below 1e-5 of the distance up to half a degree apart (below 70°
    /// of latitude) and below 1e-4 beyond, except between nearly opposite points of the Earth, where it reaches 0.5 %.
    /// </summary>
    public static double Meters(GeoPoint a, GeoPoint b)
    {
        var difference = new Vec(
            Wgs84.ShortWayDeg(b.LongitudeDeg - a.LongitudeDeg), b.LatitudeDeg - a.LatitudeDeg);
        return Math.Abs(difference.X) < PlaneDeg && Math.Abs(difference.Y) < PlaneDeg
            ? InPlane(difference, (a.LatitudeDeg + b.LatitudeDeg) / 2)
            : Along(a, b, difference.X * Wgs84.RadPerDeg);
    }

    private static double InPlane(Vec difference, double latitudeDeg) =>
        Math.Sqrt(Vec.Scaled(difference, Wgs84.MetersPerDegree(latitudeDeg)).LengthSquared);

    /// <summary>
    /// Lambert's formula: the great circle between reduced latitudes, corrected to first order in flattening.
    /// </summary>
    private static double Along(GeoPoint a, GeoPoint b, double lambda)
    {
        var (beta1, beta2) = (ReducedLatitude(a.LatitudeDeg), ReducedLatitude(b.LatitudeDeg));
        var (p, q) = ((beta1 + beta2) / 2, (beta2 - beta1) / 2);
        var sinHalf = Math.Sin(lambda / 2);
        var sinP = Math.Sin(p);
        var sinQ = Math.Sin(q);
        var h = (sinQ * sinQ) + (Math.Cos(beta1) * Math.Cos(beta2) * sinHalf * sinHalf);
        var sigma = 2 * Math.Asin(Math.Min(1, Math.Sqrt(h)));
        if (h <= 0 || h >= 1)
            return Wgs84.SemiMajorM * sigma;
        var cosP = Math.Cos(p);
        var cosQ = Math.Cos(q);
        var x = (sigma - Math.Sin(sigma)) * sinP * sinP * cosQ * cosQ / (1 - h);
        var y = (sigma + Math.Sin(sigma)) * cosP * cosP * sinQ * sinQ / h;
        return Wgs84.SemiMajorM * (sigma - (Wgs84.Flattening / 2 * (x + y)));
    }

    private static double ReducedLatitude(double latitudeDeg) =>
        Math.Atan((1 - Wgs84.Flattening) * Math.Tan(latitudeDeg * Wgs84.RadPerDeg));
}
