using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Geo;

namespace Telemetry.Core.Tests.Cover;

/// <summary>Shapes of some hundred metres at a real latitude.</summary>
internal static class Ground
{
    /// <summary>Of a test's unit.</summary>
    private const double UnitDeg = 1e-3;

    public static PlaceShape Square(double x, double y, double sideM)
    {
        var half = Wgs84.MetersPerDegree(y).Inverted() * (sideM / 2);
        return new PlaceShape.Area(
            GeometryFactory.Default.ToGeometry(new Envelope(x - half.X, x + half.X, y - half.Y, y + half.Y)));
    }

    public static GeoPoint OnTheMap(Coordinate unit, double x, double y) =>
        new(y + (unit.Y * UnitDeg), x + (unit.X * UnitDeg));

    public static Geometry OnTheMap(Geometry unit, double x, double y) =>
        Each(unit, c => Shapes.Coordinate(OnTheMap(c, x, y)));

    public static Geometry InMeters(Geometry onTheMap, PlaceCells cells) => Each(onTheMap, c =>
    {
        var meters = cells.ToMeters(Shapes.Point(c));
        return new Coordinate(meters.X, meters.Y);
    });

    private static Geometry Each(Geometry shape, Func<Coordinate, Coordinate> map) =>
        new GeometryEditor(shape.Factory).Edit(shape, new Mapped(map));

    private sealed class Mapped(Func<Coordinate, Coordinate> map) : GeometryEditor.CoordinateOperation
    {
        public override Coordinate[] Edit(Coordinate[] coordinates, Geometry geometry) =>
            [.. coordinates.Select(map)];
    }
}
