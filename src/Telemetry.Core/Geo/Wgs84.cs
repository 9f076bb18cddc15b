namespace Telemetry.Core.Geo;

/// <summary>The WGS-84 ellipsoid.</summary>
internal static class Wgs84
{
    public const double SemiMajorM = 6_378_137.0;
    public const double Flattening = 1 / 298.257223563;
    public const double RadPerDeg = Math.PI / 180;

    private const double EccentricitySquared = Flattening * (2 - Flattening);

    /// <summary>
    /// Metres on the ground per degree of longitude and of latitude, from the radii of curvature there.
    /// </summary>
    public static Vec MetersPerDegree(double latitudeDeg)
    {
        var (sin, cos) = Math.SinCos(latitudeDeg * RadPerDeg);
        var w = 1 - (EccentricitySquared * sin * sin);
        var normalM = SemiMajorM / Math.Sqrt(w);
        var meridianM = normalM * (1 - EccentricitySquared) / w;
        return new Vec(normalM * cos * RadPerDeg, meridianM * RadPerDeg);
    }

    /// <summary>A difference of longitudes the short way round, −180…180.</summary>
    public static double ShortWayDeg(double degrees) => degrees switch
    {
        > 180 => degrees - 360,
        < -180 => degrees + 360,
        _ => degrees,
    };
}
