using CsCheck;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Geo;

namespace Telemetry.Core.Tests.Cover;

public sealed class PlaceCellsTests
{
    private const double X = 121.5;
    private const double Y = 31.2;
    private const int Size = 8;

    [Theory]
    [InlineData(10, 100)]
    [InlineData(50, 4)]
    [InlineData(100, 1)]
    [InlineData(1000, 1)]
    public void Of_SquareOf100M_HasTheCellsThatFit(double cellM, int count)
    {
        var cells = PlaceCells.Of(Ground.Square(X, Y, 100), cellM);
        Assert.Equal(count, cells.Count);
        Assert.All(Enumerable.Range(0, count), cell => Assert.Equal(cell, At(cells, cell)));
    }

    [Fact]
    public void Of_Disc_HasTheCellsWithinTheRadius()
    {
        var cells = PlaceCells.Of(new PlaceShape.Disc(new GeoPoint(Y, X), 50), 1);
        Assert.Equal(Math.PI * 50 * 50, cells.Count, 50.0);
        Assert.All(Enumerable.Range(0, cells.Count), cell =>
            Assert.InRange(GeoDistance.Meters(new GeoPoint(Y, X), cells.ToPoint(cells.Center(cell))), 0, 50.001));
    }

    [Fact]
    public void Of_RandomArea_HasTheCellsWhoseCentreNtsFindsInside() =>
        Gen.Select(RandomAreas.Carved(Grid.Plane(Size)), Grid.Between(5, 60)).Sample((shape, cellM) =>
        {
            var ground = Ground.OnTheMap(shape, X, Y);
            var cells = PlaceCells.Of(new PlaceShape.Area(ground), cellM);
            var centers = Enumerable.Range(0, cells.Rows)
                .SelectMany(row => Enumerable.Range(0, cells.Columns).Select(column => (Column: column, Row: row)))
                .Where(spot => ground.Covers(new Point(Shapes.Coordinate(Middle(cells, spot.Column, spot.Row)))))
                .ToList();
            if (centers.Count > 0)
                Assert.Equal(centers, Enumerable.Range(0, cells.Count).Select(cells.Spot));
            else
                AssertNearest(cells, ground);
        }, iter: 150);

    /// <summary>A lane of a metre between two rows of centres is still a place that can be seen.</summary>
    [Fact]
    public void Of_PlaceThatHoldsNoCentre_HasTheNearest()
    {
        var lane = new PlaceShape.Area(Ground.OnTheMap(Shapes.Wkt("POLYGON ((0 0, 2.1 2, 2.1 2.01, 0 0))"), X, Y));
        var cells = PlaceCells.Of(lane, 200);
        Assert.Equal(1, cells.Count);
        AssertNearest(cells, lane.Geometry);
    }

    [Fact]
    public void Of_PlaceOnThe180thMeridian_HasTheCellsOfAnyOther()
    {
        const string halves = "MULTIPOLYGON (((179.999 0, 180 0, 180 0.001, 179.999 0.001, 179.999 0)),"
            + " ((-180 0, -179.999 0, -179.999 0.001, -180 0.001, -180 0)))";
        var over = PlaceCells.Of(new PlaceShape.Area(Shapes.Wkt(halves)), 10);
        var whole = PlaceCells.Of(
            new PlaceShape.Area(Shapes.Wkt("POLYGON ((9.999 0, 10.001 0, 10.001 0.001, 9.999 0.001, 9.999 0))")), 10);
        Assert.Equal((whole.Count, whole.Columns, whole.Rows), (over.Count, over.Columns, over.Rows));
        Assert.Equal(179.999, over.Origin.LongitudeDeg, 1e-4);

        var post = PlaceCells.Of(new PlaceShape.Disc(new GeoPoint(0, 180), 101), 10);
        Assert.Equal(PlaceCells.Of(new PlaceShape.Disc(new GeoPoint(0, 10), 101), 10).Count, post.Count);
    }

    /// <summary>Coverage is monotone in reach and exact in time: point by point along the leg.</summary>
    [Fact]
    public void Sight_RandomLegs_SeesWhatComesWithinReach() => Gen.Select(
        Grid.Plane(300), Gen.OneOf(Grid.Plane(300), Grid.Plane(0)), Grid.Between(0, 80)).Sample((from, way, reachM) =>
        {
            var cells = PlaceCells.Of(Ground.Square(X, Y, 150), 10);
            var (a, b) = (Vec(from) - new Vec(150, 150), Vec(from) + Vec(way) - new Vec(150, 150));
            var sights = new CellSights();
            cells.Sight(a, b, reachM, sights);
            AssertSampled(
                cells, sights, (center, at) => (a + ((b - a) * at) - center).LengthSquared <= reachM * reachM);
        }, iter: 300);

    [Fact]
    public void Sight_RandomFootprints_SeesWhatComesIntoThem() => Gen.Select(
        Gen.Select(Grid.Plane(200), Grid.Plane(200), Grid.Plane(200)), Gen.OneOf(Grid.Plane(300), Grid.Plane(0)))
        .Sample((corners, way) =>
        {
            var (p, q, r) = (Vec(corners.Item1), Vec(corners.Item2), Vec(corners.Item3));
            if (Telemetry.Core.Geo.Vec.Cross(q - p, r - p) < 0)
                (q, r) = (r, q);
            var quad = new FootprintQuad(p, q, q + (r - p), r).MovedBy(new Vec(-150, -150));
            var cells = PlaceCells.Of(Ground.Square(X, Y, 150), 10);
            var sights = new CellSights();
            cells.Sight(quad, Vec(way), sights);
            AssertSampled(cells, sights, (center, at) => quad.MovedBy(Vec(way) * at).Covers(center));
        }, iter: 300);

    /// <summary>Coverage is monotone in reach.</summary>
    [Fact]
    public void Sight_FurtherReach_NeverSeesLess() => Gen.Select(
        Grid.Plane(300), Grid.Plane(300), Grid.Between(0, 50), Grid.Between(0, 50)).Sample((from, to, reachM, moreM) =>
        {
            var cells = PlaceCells.Of(Ground.Square(X, Y, 150), 10);
            var (few, many) = (new CellSights(), new CellSights());
            cells.Sight(Vec(from), Vec(to), reachM, few);
            cells.Sight(Vec(from), Vec(to), reachM + moreM, many);
            var seen = many.Span.ToArray().ToDictionary(sight => sight.Cell);
            foreach (var sight in few.Span)
                Assert.True(seen[sight.Cell].Enter <= sight.Enter && seen[sight.Cell].Exit >= sight.Exit);
        });

    /// <summary>A leg in two halves sees what it sees whole, to a microsecond.</summary>
    [Fact]
    public void Sight_ExactlyInterpolatedFix_ChangesNothing() => Gen.Select(
        Grid.Plane(150), Grid.Plane(150), Grid.Between(0.1, 0.9), Grid.Between(1, 50)).Sample((from, to, at, reachM) =>
        {
            var cells = PlaceCells.Of(Ground.Square(X, Y, 150), 10);
            var (a, b) = (Vec(from), Vec(to));
            var middle = a + ((b - a) * at);
            var (whole, first, second) = (new CellSights(), new CellSights(), new CellSights());
            cells.Sight(a, b, reachM, whole);
            cells.Sight(a, middle, reachM, first);
            cells.Sight(middle, b, reachM, second);
            var parts = first.Span.ToArray().Select(s => new CellSight(s.Cell, s.Enter * at, s.Exit * at))
                .Concat(second.Span.ToArray().Select(
                    s => new CellSight(s.Cell, at + (s.Enter * (1 - at)), at + (s.Exit * (1 - at)))))
                .ToLookup(s => s.Cell);
            foreach (var sight in whole.Span)
            {
                Assert.Equal(sight.Enter, parts[sight.Cell].Min(s => s.Enter), 1e-7);
                Assert.Equal(sight.Exit, parts[sight.Cell].Max(s => s.Exit), 1e-7);
            }
        });

    /// <summary>Coverage converges as cells shrink: to the area within reach of the path, as NTS has it.</summary>
    [Fact]
    public void Sight_CellsShrink_AreaSeenConverges() => Gen.Select(
        RandomAreas.Carved(Grid.Plane(Size)), Grid.Plane(Size), Grid.Plane(Size), Grid.Between(20, 150))
        .Sample((shape, from, to, reachM) =>
        {
            var ground = Ground.OnTheMap(shape, X, Y);
            double ErrorM2(double cellM, out double perimeterM)
            {
                var cells = PlaceCells.Of(new PlaceShape.Area(ground), cellM);
                var (a, b) = (cells.ToMeters(Ground.OnTheMap(from, X, Y)), cells.ToMeters(Ground.OnTheMap(to, X, Y)));
                var sights = new CellSights();
                cells.Sight(a, b, reachM, sights);
                var inPlane = Ground.InMeters(ground, cells);
                var path = new LineString([new(a.X, a.Y), new(b.X, b.Y)]).Buffer(reachM, 64);
                var seen = GeometryFixer.Fix(inPlane).Intersection(path);
                perimeterM = seen.Length;
                return Math.Abs((sights.Count * cellM * cellM) - seen.Area);
            }

            // Only cells on the rim can be counted wrongly: fewer and fewer of the area as they shrink.
            foreach (var cellM in new[] { 40.0, 10.0, 4.0 })
                Assert.InRange(ErrorM2(cellM, out var rimM), 0, (2 * cellM * rimM) + (4 * cellM * cellM));
        }, iter: 60);

    private static Vec Vec(Coordinate c) => new(c.X, c.Y);

    private static int At(PlaceCells cells, int cell)
    {
        var (column, row) = cells.Spot(cell);
        return cells.At(column, row);
    }

    private static GeoPoint Middle(PlaceCells cells, int column, int row) => cells.ToPoint(
        new Vec(column + 0.5 - (cells.Columns / 2.0), row + 0.5 - (cells.Rows / 2.0)) * cells.CellM);

    private static void AssertNearest(PlaceCells cells, Geometry ground)
    {
        var distance = new PlaceDistance(new PlaceShape.Area(ground));
        var nearestM = Enumerable.Range(0, cells.Rows)
            .SelectMany(row => Enumerable.Range(0, cells.Columns).Select(column => Middle(cells, column, row)))
            .Min(distance.MetersFrom);
        Assert.Equal(1, cells.Count);
        Assert.Equal(nearestM, distance.MetersFrom(cells.ToPoint(cells.Center(0))), 1e-6);
    }

    private static void AssertSampled(PlaceCells cells, CellSights sights, Func<Vec, double, bool> isSeen)
    {
        const int samples = 200;
        const double slack = 1e-6;
        var seen = sights.Span.ToArray().ToDictionary(sight => sight.Cell);
        for (var cell = 0; cell < cells.Count; cell++)
        {
            var center = cells.Center(cell);
            for (var i = 0; i <= samples; i++)
            {
                var at = i / (double)samples;
                if (!seen.TryGetValue(cell, out var sight))
                    Assert.False(isSeen(center, at));
                else if (Math.Abs(sight.Enter - at) > slack && Math.Abs(sight.Exit - at) > slack)
                    Assert.Equal(sight.Enter <= at && at <= sight.Exit, isSeen(center, at));
            }
        }
    }
}
