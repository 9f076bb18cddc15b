namespace Telemetry.Core.Geo;

/// <summary>
/// GCJ-02, the shifted frame of Chinese maps, by the formula known in public. Its shift is some hundred metres and
/// smooth; the way back has no closed form and is found by iteration.
/// </summary>
internal static class Gcj02
{
    /// <summary>Krasovsky's ellipsoid, on which the shift in metres is turned into degrees.</summary>
    private const double SemiMajorM = 6_378_245.0;
    private const double EccentricitySquared = 0.00669342162296594323;

    /// <summary>Where the formula's polynomials have their origin.</summary>
    private static readonly Vec Origin = new(105, 35);

    /// <summary>Outside this box, degrees are left as they are.</summary>
    private static readonly Box China = new(72.004, 0.8293, 137.8347, 55.8271);

    public static GeoPoint FromWgs84(GeoPoint point) => Applies(point) ? Shifted(point) : point;

    public static GeoPoint ToWgs84(GeoPoint point) => Applies(point) ? Inverse.Of(Shifted, point) : point;

    private static bool Applies(GeoPoint point) => China.Meets(Box.Of(Vec.Of(point), Vec.Of(point)));

    private static GeoPoint Shifted(GeoPoint point)
    {
        var (x, y) = Vec.Of(point) - Origin;
        var root = Math.Sqrt(Math.Abs(x));
        var waves = ((20 * Math.Sin(6 * x * Math.PI)) + (20 * Math.Sin(2 * x * Math.PI))) * 2 / 3;
        var northM = -100 + (2 * x) + (3 * y) + (0.2 * y * y) + (0.1 * x * y) + (0.2 * root) + waves
            + (((20 * Math.Sin(y * Math.PI)) + (40 * Math.Sin(y / 3 * Math.PI))) * 2 / 3)
            + (((160 * Math.Sin(y / 12 * Math.PI)) + (320 * Math.Sin(y * Math.PI / 30))) * 2 / 3);
        var eastM = 300 + x + (2 * y) + (0.1 * x * x) + (0.1 * x * y) + (0.1 * root) + waves
            + (((20 * Math.Sin(x * Math.PI)) + (40 * Math.Sin(x / 3 * Math.PI))) * 2 / 3)
            + (((150 * Math.Sin(x / 12 * Math.PI)) + (300 * Math.Sin(x / 30 * Math.PI))) * 2 / 3);

        var (sin, cos) = Math.SinCos(point.LatitudeDeg * Wgs84.RadPerDeg);
        var w = 1 - (EccentricitySquared * sin * sin);
        var normalM = SemiMajorM / Math.Sqrt(w);
        var meridianM = normalM * (1 - EccentricitySquared) / w;
        return new GeoPoint(
            point.LatitudeDeg + (northM / (meridianM * Wgs84.RadPerDeg)),
            point.LongitudeDeg + (eastM / (normalM * cos * Wgs84.RadPerDeg)));
    }
}
