using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Plans;

/// <summary>The ground a place covers; a closed set, its boundary belongs to it.</summary>
public abstract record PlaceShape
{
    private PlaceShape()
    {
    }

    /// <summary>A Polygon or MultiPolygon in WGS-84, X = longitude, Y = latitude, in degrees.</summary>
    public sealed record Area(Geometry Geometry) : PlaceShape;

    /// <summary>A true disc on the ground around a point.</summary>
    public sealed record Disc(GeoPoint Center, double RadiusM) : PlaceShape;
}
