using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Telemetry.Core.Geo;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// Metres east and north of a point; good to a part in a thousand over a city, which is all a walk needs.
/// </summary>
internal sealed class LocalFrame(GeoPoint origin)
{
    private const double MetersPerDegreeLatitude = 111_320;
    private const int Decimals = 7;

    private readonly double _metersPerDegreeLongitude =
        MetersPerDegreeLatitude * Math.Cos(origin.LatitudeDeg * Math.PI / 180);

    public Offset ToMeters(GeoPoint point) => new(
        (point.LongitudeDeg - origin.LongitudeDeg) * _metersPerDegreeLongitude,
        (point.LatitudeDeg - origin.LatitudeDeg) * MetersPerDegreeLatitude);

    /// <summary>A shape in degrees, in metres.</summary>
    public Geometry ToMeters(Geometry degrees) => AffineTransformation
        .TranslationInstance(-origin.LongitudeDeg, -origin.LatitudeDeg)
        .Scale(_metersPerDegreeLongitude, MetersPerDegreeLatitude)
        .Transform(degrees);

    /// <summary>To seven decimals, a centimetre, as receivers tell positions.</summary>
    public GeoPoint ToPoint(Offset at) => new(
        Math.Round(origin.LatitudeDeg + (at.NorthM / MetersPerDegreeLatitude), Decimals),
        Math.Round(origin.LongitudeDeg + (at.EastM / _metersPerDegreeLongitude), Decimals));
}

/// <summary>Metres east and north.</summary>
internal readonly record struct Offset(double EastM, double NorthM)
{
    public double LengthM => Math.Sqrt((EastM * EastM) + (NorthM * NorthM));

    /// <summary>Degrees clockwise from north, 0 to below 360.</summary>
    public double HeadingDeg => ((Math.Atan2(EastM, NorthM) * 180 / Math.PI) + 360) % 360;

    public static Offset operator +(Offset a, Offset b) => new(a.EastM + b.EastM, a.NorthM + b.NorthM);

    public static Offset operator -(Offset a, Offset b) => new(a.EastM - b.EastM, a.NorthM - b.NorthM);

    public static Offset operator *(double factor, Offset a) => new(factor * a.EastM, factor * a.NorthM);

    public static Offset Polar(double lengthM, double angleRad) =>
        new(lengthM * Math.Sin(angleRad), lengthM * Math.Cos(angleRad));
}
