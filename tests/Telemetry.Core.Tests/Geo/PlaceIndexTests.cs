using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

public sealed class PlaceIndexTests
{
    private const string Square = "POLYGON((0 0,4 0,4 4,0 4,0 0))";
    private const string Ring = "POLYGON((0 0,8 0,8 8,0 8,0 0),(2 2,6 2,6 6,2 6,2 2))";
    private const string Corners = "MULTIPOLYGON(((0 0,2 0,2 2,0 2,0 0)),((2 2,4 2,4 4,2 4,2 2)))";
    private const string Notched = "POLYGON((0 0,8 0,8 4,6 4,6 2,2 2,2 4,0 4,0 0))";
    private const string TouchingHoles =
        "POLYGON((0 0,8 0,8 8,0 8,0 0),(2 4,4 2,4 4,2 4),(4 4,6 4,6 6,4 4))";

    [Theory]
    [InlineData(Square, -4, 2, 4, 2, "0.5-1")]
    [InlineData(Square, 1, 1, 3, 3, "0-1")]
    [InlineData(Square, -2, 2, 6, 2, "0.25-0.75")]
    [InlineData(Square, 5, 0, 6, 4, "")]
    [InlineData(Square, -2, -2, 6, 6, "0.25-0.75")] // through two vertices
    [InlineData(Square, -2, 2, 2, -2, "0.5-0.5")] // touches a vertex
    [InlineData(Square, -4, 0, 8, 0, "0.333333333-0.666666667")] // along an edge
    [InlineData(Square, 1, 4, 3, 4, "0-1")] // on an edge
    [InlineData(Square, 4, 0, 8, 0, "0-0")] // collinear, meets a corner at its start
    [InlineData(Square, 8, 0, 4, 0, "1-1")]
    [InlineData(Square, 5, 0, 8, 0, "")] // collinear, apart
    [InlineData(Square, 2, 4, 2, 6, "0-0")] // leaves from the boundary
    [InlineData(Square, 2, 4, 2, 2, "0-1")] // enters from the boundary
    [InlineData(Ring, -2, 4, 10, 4, "0.166666667-0.333333333 0.666666667-0.833333333")]
    [InlineData(Ring, 3, 3, 5, 5, "")] // in the hole
    [InlineData(Ring, 3, 2, 5, 2, "0-1")] // along the hole's edge
    [InlineData(Ring, 2, 2, 6, 6, "0-0 1-1")] // across the hole, corner to corner
    [InlineData(Ring, 0, 2, 8, 2, "0-1")] // inside, along the hole's edge, inside
    [InlineData(Corners, 0, 0, 4, 4, "0-1")] // from one part into the other where they touch
    [InlineData(Corners, 1, 3, 3, 1, "0.5-0.5")] // between the parts through their common point
    [InlineData(Corners, 0, 2, 4, 2, "0-1")] // along an edge of one, then of the other
    [InlineData(Notched, -2, 3, 10, 3, "0.166666667-0.333333333 0.666666667-0.833333333")]
    [InlineData(Notched, 1, 2, 7, 2, "0-1")]
    [InlineData(Notched, 2, 4, 6, 4, "0-0 1-1")]
    [InlineData(TouchingHoles, 3, 5, 5, 3, "0-1")] // between two holes through their common point
    [InlineData(TouchingHoles, 3, 3.5, 5, 4.5, "0.5-0.5")] // from hole to hole through it
    [InlineData(Square, 2, 2, 2, 2, "0-1")] // standing inside
    [InlineData(Square, 4, 4, 4, 4, "0-1")] // standing on a vertex
    [InlineData(Square, 0, 1, 0, 1, "0-1")] // standing on an edge
    [InlineData(Square, 4, 5, 4, 5, "")]
    [InlineData(Ring, 4, 4, 4, 4, "")] // standing in the hole
    public void Clip_Case_GivesTheTablesWays(string wkt, double x1, double y1, double x2, double y2, string ways) =>
        Assert.Equal(ways, Shapes.Zone(wkt).Hits(x1, y1, x2, y2).Ways());

    [Fact]
    public void Clip_PublishedPath_GivesPublishedTimes()
    {
        // The trajectory of movingpandas' own tests, in degrees: (x, y, seconds).
        (double X, double Y, double S)[] path = [(0, 0, 0), (6, 0, 6), (10, 0, 10), (10, 10, 20), (0, 10, 30)];
        var index = PlaceIndex.Build([Shapes.Box(5, -5, 7, 12), Shapes.Box(1, -5, 2, 5)]);
        var times = new[] { new List<(double From, double To)>(), [] };
        foreach (var (a, b) in path.Zip(path.Skip(1)))
            foreach (var hit in index.Hits(a.X, a.Y, b.X, b.Y))
                times[hit.Place].Add((Between(a.S, b.S, hit.Enter), Between(a.S, b.S, hit.Exit)));

        Assert.Equal([(5, 6), (6, 7), (23, 25)], times[0]);
        Assert.Equal([(1, 2)], times[1]);

        static double Between(double a, double b, double fraction) => Math.Round(a + (fraction * (b - a)), 9);
    }

    [Fact]
    public void Clip_SeveralPlaces_InOrderOfPlace()
    {
        var index = PlaceIndex.Build([Shapes.Box(2, 0, 4, 4), Shapes.Box(0, 0, 2, 4), Shapes.Box(9, 0, 10, 4)]);
        Assert.Equal(
            [new LegHit(0, 0.5, 1), new LegHit(1, 0, 0.5)], index.Hits(1, 1, 3, 1));
    }

    [Fact]
    public void Clip_BufferUsedAgain_HoldsTheLastLegOnly()
    {
        var index = PlaceIndex.Build([Shapes.Zone(Square)]);
        var hits = new LegHits();
        index.Clip(new GeoPoint(1, 1), new GeoPoint(2, 2), hits);
        index.Clip(new GeoPoint(9, 9), new GeoPoint(9, 8), hits);
        Assert.Equal(0, hits.Count);
    }

    [Fact]
    public void Clip_NoPlaces_NoHits() => Assert.Empty(PlaceIndex.Build([]).Hits(0, 0, 1, 1));

    [Theory]
    [InlineData(179.5, -179.5, "0.25-0.75")]
    [InlineData(-179.5, 179.5, "0.25-0.75")]
    [InlineData(179.0, 179.5, "")]
    [InlineData(179.5, 180, "0.5-1")]
    public void Clip_AcrossThe180thMeridian_GoesTheShortWay(double x1, double x2, string ways)
    {
        var zone = Shapes.Zone("MULTIPOLYGON(((179.75 0,180 0,180 2,179.75 2,179.75 0))," +
            "((-180 0,-179.75 0,-179.75 2,-180 2,-180 0)))");
        Assert.Equal(ways, zone.Hits(x1, 1, x2, 1).Ways());
    }

    [Fact]
    public void Clip_PostOnThe180thMeridian_IsOneDisc()
    {
        var hit = Assert.Single(Shapes.Post(180, 0, 10_000).Hits(179.5, 0, -179.5, 0));
        Assert.Equal(0.5 - (10_000 / 111_319.490793), hit.Enter, 6);
        Assert.Equal(0.5 + (10_000 / 111_319.490793), hit.Exit, 6);
    }
}
