using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Plans;

/// <summary>Size and middle of a place's ground, good to a part in a thousand: for estimates.</summary>
internal static class PlaceArea
{
    private const double MetersPerDegree = 111_195;

    public static double SquareMetersOf(PlaceShape shape) => shape switch
    {
        PlaceShape.Disc disc => Math.PI * disc.RadiusM * disc.RadiusM,
        PlaceShape.Area area => area.Geometry.Area * MetersPerDegree * MetersPerDegree
            * Math.Cos(MiddleOf(area.Geometry).LatitudeDeg * Math.PI / 180),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    public static GeoPoint MiddleOf(PlaceShape shape) => shape switch
    {
        PlaceShape.Disc disc => disc.Center,
        PlaceShape.Area area => MiddleOf(area.Geometry),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    private static GeoPoint MiddleOf(Geometry geometry) => new(geometry.Centroid.Y, geometry.Centroid.X);
}
