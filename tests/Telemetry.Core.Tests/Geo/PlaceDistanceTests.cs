using CsCheck;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Geo;

public sealed class PlaceDistanceTests
{
    private const string OldTown =
        "POLYGON((121.49 31.22,121.50 31.22,121.505 31.23,121.495 31.235,121.488 31.228,121.49 31.22)," +
        "(121.494 31.224,121.498 31.224,121.498 31.228,121.494 31.228,121.494 31.224))";

    private static readonly PlaceDistance Zone = new(Shapes.Zone(OldTown).Shape);

    private static readonly Gen<GeoPoint> City = Grid.Points(30.8, 31.6, 121, 122);

    [Theory]
    [InlineData(121.492, 31.222)] // inside
    [InlineData(121.49, 31.22)] // a vertex
    [InlineData(121.494, 31.226)] // on the hole's edge
    public void MetersFrom_Covered_IsZero(double x, double y) => Assert.Equal(0, Zone.MetersFrom(new GeoPoint(y, x)));

    [Fact]
    public void MetersFrom_InTheHole_IsTheWayToItsEdge()
    {
        var found = Zone.MetersFrom(new GeoPoint(31.226, 121.4945));
        Assert.Equal(GeoDistance.Meters(new(31.226, 121.4945), new(31.226, 121.494)), found, 1e-3);
    }

    [Fact]
    public void MetersFrom_AnywhereInTheCity_AgreesWithFineSampling() => City.Sample(
        point =>
        {
            var found = Zone.MetersFrom(point);
            var sampled = Sampled(OldTown, point);
            Assert.InRange(found, sampled * 0.999 - 2, sampled * 1.001);
            Assert.InRange(Zone.AtLeastM(point), 0, found);
        },
        iter: 100);

    [Fact]
    public void MetersFrom_Post_IsTheWayToItsRim()
    {
        var post = new PlaceDistance(new PlaceShape.Disc(new GeoPoint(31.2, 121.5), 50));
        Assert.Equal(0, post.MetersFrom(new GeoPoint(31.2003, 121.5)));
        var outside = new GeoPoint(31.21, 121.5);
        Assert.Equal(GeoDistance.Meters(new(31.2, 121.5), outside) - 50, post.MetersFrom(outside), 1e-6);
    }

    [Fact]
    public void MetersFrom_AcrossThe180thMeridian_GoesTheShortWay()
    {
        var zone = new PlaceDistance(Shapes.Box(179.8, 0, 179.9, 1).Shape);
        var point = new GeoPoint(0.5, -179.9);
        Assert.Equal(GeoDistance.Meters(point, new(0.5, 179.9)), zone.MetersFrom(point), 1);
    }

    [Fact]
    public void MetersFrom_ZoneOnBothSidesOfThe180thMeridian_IsTheWayToItsNearerPart()
    {
        var zone = new PlaceDistance(Shapes.Zone(
            "MULTIPOLYGON(((179.8 0,180 0,180 1,179.8 1,179.8 0)),((-180 0,-179.9 0,-179.9 1,-180 1,-180 0)))").Shape);
        var point = new GeoPoint(0.5, 179.7);
        Assert.Equal(GeoDistance.Meters(point, new(0.5, 179.8)), zone.MetersFrom(point), 1);
        Assert.InRange(zone.AtLeastM(point), 0, zone.MetersFrom(point));
    }

    /// <summary>The nearest of points at most 2 m apart on the boundary, 0 inside.</summary>
    private static double Sampled(string wkt, GeoPoint point)
    {
        const double stepDeg = 1e-5;
        var shape = ((PlaceShape.Area)Shapes.Zone(wkt).Shape).Geometry;
        if (shape.Intersects(new Point(point.LongitudeDeg, point.LatitudeDeg)))
            return 0;
        return NetTopologySuite.Densify.Densifier.Densify(shape.Boundary, stepDeg).Coordinates
            .Min(c => Vincenty.Meters(point, new GeoPoint(c.Y, c.X)));
    }
}
