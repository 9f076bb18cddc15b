using CsCheck;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Geo;

/// <summary>Footprints carried along legs, against NetTopologySuite at many moments of the leg.</summary>
public sealed class FootprintIndexTests
{
    private const double X = 121.5;
    private const double Y = 31.2;
    private const int Size = 8;

    /// <summary>Closer than this part of a leg to an end of a hit, NTS's rounding may see it otherwise.</summary>
    private const double EndSlack = 1e-7;

    private static readonly FootprintQuad Square = new(new(-1, -1), new(1, -1), new(1, 1), new(-1, 1));

    [Theory]
    [InlineData("POLYGON ((3 -1, 4 -1, 4 1, 3 1, 3 -1))", "0.2-0.5")]
    [InlineData("POLYGON ((3 1, 4 1, 4 2, 3 2, 3 1))", "0.2-0.5")]
    [InlineData("POLYGON ((-9 -9, 99 -9, 99 9, -9 9, -9 -9))", "0-1")]
    [InlineData("POLYGON ((3 -0.1, 4 -0.1, 4 0.1, 3 0.1, 3 -0.1))", "0.2-0.5")]
    [InlineData("POLYGON ((3 1.1, 4 1.1, 4 2, 3 2, 3 1.1))", "")]
    [InlineData("POLYGON ((-9 -9, 99 -9, 99 9, -9 9, -9 -9), (2 -5, 8 -5, 8 5, 2 5, 2 -5))", "0-0.3 0.7-1")]
    [InlineData("POLYGON ((11 -1, 12 -1, 12 1, 11 1, 11 -1))", "1-1")]
    [InlineData("MULTIPOLYGON (((3 -3, 4 -3, 4 3, 3 3, 3 -3)), ((8 -3, 9 -3, 9 3, 8 3, 8 -3)))", "0.2-0.5 0.7-1")]
    public void Clip_SquareFlyingEast_MeetsWhenItTouches(string wkt, string ways) =>
        Assert.Equal(ways, Hits(Shapes.Zone(wkt), Square, new Vec(10, 0)).Ways());

    [Fact]
    public void Clip_LatticeAreas_AgreesWithNts() => Gen.Select(
        RandomAreas.Ringed(Grid.Lattice(Size)), Quads(Grid.Lattice(4)), Grid.Lattice(Size), Grid.Lattice(Size))
        .Sample((shape, quad, from, to) => AssertSame(shape, quad.MovedBy(Of(from)), Of(to) - Of(from)), iter: 400);

    [Fact]
    public void Clip_RandomAreas_AgreesWithNts() => Gen.Select(
        RandomAreas.Carved(Grid.Plane(Size)), Quads(Grid.Plane(4)), Grid.Plane(Size), Grid.Plane(Size))
        .Sample((shape, quad, from, to) => AssertSame(shape, quad.MovedBy(Of(from)), Of(to) - Of(from)), iter: 150);

    [Fact]
    public void Clip_RandomDiscs_AgreesWithFineSampling() => Gen.Select(
        Quads(Grid.Plane(300)), Grid.Points(Y - 0.004, Y + 0.004, X - 0.004, X + 0.004),
        Grid.Points(Y - 0.004, Y + 0.004, X - 0.004, X + 0.004), Grid.Between(5, 300))
        .Sample((quad, from, to, radiusM) =>
        {
            const int samples = 500;
            var hits = Clip([Shapes.Post(X, Y, radiusM)], from, to, quad);
            var metersPerDegree = Wgs84.MetersPerDegree(Y);
            for (var i = 0; i <= samples; i++)
            {
                var s = i / (double)samples;
                var below = new Vec(
                    (from.LongitudeDeg + (s * (to.LongitudeDeg - from.LongitudeDeg)) - X) * metersPerDegree.X,
                    (from.LatitudeDeg + (s * (to.LatitudeDeg - from.LatitudeDeg)) - Y) * metersPerDegree.Y);
                var apartM = ToPolygon(quad.MovedBy(below)).Distance(new Point(0, 0)) - radiusM;
                // The planes of the drone and of the post differ by some parts in a million.
                if (Math.Abs(apartM) > 0.1)
                    Assert.Equal(apartM < 0, hits.Any(hit => hit.Enter <= s && s <= hit.Exit));
            }

            Assert.InRange(hits.Length, 0, 1);
        });

    [Fact]
    public void Clip_Standing_IsThereForTheWholeLegOrNot()
    {
        Assert.Equal("0-1", Hits(Shapes.Box(0, 0, 5, 5), Square, default).Ways());
        Assert.Equal("", Hits(Shapes.Box(2, 2, 5, 5), Square, default).Ways());
    }

    [Fact]
    public void Clip_ManyPlaces_NamesThemByOrdinalAndLeavesOutThoseWithoutCamera()
    {
        var places = new[]
        {
            Seen(Shapes.Box(X, Y, X + 0.001, Y + 0.001)),
            Shapes.Box(X, Y, X + 0.001, Y + 0.001),
            Seen(Shapes.Box(X + 0.5, Y, X + 0.501, Y + 0.001)),
            Seen(Shapes.Post(X, Y, 20)),
        };
        var hits = Clip(places, new GeoPoint(Y, X), new GeoPoint(Y, X + 0.01), Square.Scaled(new Vec(50, 50)));
        Assert.Equal([0, 3], hits.Select(hit => hit.Place));
    }

    [Fact]
    public void Clip_AcrossThe180thMeridian_SeesBothSides()
    {
        var places = new[]
        {
            Seen(Shapes.Box(179.999, 0, 180, 0.001)),
            Seen(Shapes.Box(-180, 0, -179.999, 0.001)),
            Seen(Shapes.Post(-179.9995, 0.0005, 10)),
            Seen(Shapes.Zone(
                "MULTIPOLYGON (((179.999 0, 180 0, 180 1, 179.999 1, 179.999 0)),"
                + " ((-180 0, -179.999 0, -179.999 1, -180 1, -180 0)))")),
        };
        var footprint = Square.Scaled(new Vec(60, 60));
        var hits = Clip(places, new GeoPoint(0.0005, 179.998), new GeoPoint(0.0005, -179.998), footprint);
        Assert.Equal([0, 1, 2, 3], hits.Select(hit => hit.Place));
        Assert.Equal(hits[0].Enter, hits[3].Enter, 1e-9);
        Assert.Equal(hits[1].Exit, hits[3].Exit, 1e-9);
        Assert.Equal(hits[0].Enter, 1 - hits[1].Exit, 1e-9);
    }

    /// <summary>Whatever a larger footprint of the same kind sees contains what the smaller one sees.</summary>
    [Fact]
    public void Clip_LargerFootprint_NeverSeesLess() => Gen.Select(
        RandomAreas.Carved(Grid.Plane(Size)), Quads(Grid.Plane(3)), Grid.Plane(Size), Grid.Plane(Size),
        Grid.Between(1, 2)).Sample((shape, quad, from, to, factor) =>
        {
            var middle = (quad.A + quad.B + quad.C + quad.D) * 0.25;
            var larger = quad.MovedBy(middle * -1).Scaled(new Vec(factor, factor)).MovedBy(middle);
            var way = Of(to) - Of(from);
            var few = Hits(Shapes.Zone(shape), quad.MovedBy(Of(from)), way);
            var many = Hits(Shapes.Zone(shape), larger.MovedBy(Of(from)), way);
            Assert.All(few, hit => Assert.Contains(
                many, other => other.Enter <= hit.Enter + EndSlack && other.Exit >= hit.Exit - EndSlack));
        }, iter: 150);

    private static Place Seen(Place place) => place with { Drones = new DronePresence(DroneMode.Camera, null) };

    private static Vec Of(Coordinate c) => new(c.X, c.Y);

    private static LegHit[] Clip(Place[] places, GeoPoint from, GeoPoint to, FootprintQuad quad)
    {
        var hits = new LegHits();
        new FootprintIndex([.. places.Select(place => places.Length == 1 ? Seen(place) : place)])
            .Clip(from, to, quad, hits);
        return hits.Span.ToArray();
    }

    /// <summary>In the plane of the shape's own numbers, where nothing is scaled.</summary>
    private static LegHit[] Hits(Place place, FootprintQuad quad, Vec way)
    {
        var hits = new LegHits();
        new FootprintClip(PlaceTable.Of([place])).Clip(0, 0, quad, way, [0], hits);
        return hits.Span.ToArray();
    }

    private static void AssertSame(Geometry shape, FootprintQuad quad, Vec way)
    {
        const int samples = 64;
        var hits = Hits(Shapes.Zone(shape), quad, way);
        Assert.All(hits.Zip(hits.Skip(1)), pair => Assert.True(pair.First.Exit < pair.Second.Enter));
        for (var i = 0; i <= samples; i++)
        {
            var s = i / (double)samples;
            if (hits.Any(hit => Math.Abs(hit.Enter - s) < EndSlack || Math.Abs(hit.Exit - s) < EndSlack))
                continue;
            Assert.Equal(
                shape.Intersects(ToPolygon(quad.MovedBy(way * s))), hits.Any(hit => hit.Enter <= s && s <= hit.Exit));
        }
    }

    private static Polygon ToPolygon(FootprintQuad quad) => new(new LinearRing(
    [
        new(quad.A.X, quad.A.Y), new(quad.B.X, quad.B.Y), new(quad.C.X, quad.C.Y), new(quad.D.X, quad.D.Y),
        new(quad.A.X, quad.A.Y),
    ]));

    /// <summary>A parallelogram through three random points, counter-clockwise.</summary>
    private static Gen<FootprintQuad> Quads(Gen<Coordinate> corner) =>
        Gen.Select(corner, corner, corner, (a, b, c) => (P: Of(a), Q: Of(b), R: Of(c)))
            .Where(t => Math.Abs(Vec.Cross(t.Q - t.P, t.R - t.P)) > 0.01)
            .Select(t => Vec.Cross(t.Q - t.P, t.R - t.P) > 0
                ? new FootprintQuad(t.P, t.Q, t.Q + (t.R - t.P), t.R)
                : new FootprintQuad(t.P, t.R, t.R + (t.Q - t.P), t.Q));
}
