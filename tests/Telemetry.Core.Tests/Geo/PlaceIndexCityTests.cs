using CsCheck;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Geo;

/// <summary>Many places at once: the cells must say what asking every shape on its own says.</summary>
public sealed class PlaceIndexCityTests
{
    private const double Tolerance = 1e-11;
    private static readonly SyntheticCity City = new(300, 7);
    private static readonly PlaceTable Table = PlaceTable.Of(City.Places);
    private static readonly PlaceIndex Index = PlaceIndex.Build(City.Places);
    private static readonly Coordinate[] Vertices = [.. City.Zones.SelectMany(z => z.Coordinates)];

    /// <summary>Inside the city and a little around it.</summary>
    private static readonly Gen<GeoPoint> Anywhere = Grid.Points(30.995, 31.04, 121.295, 121.34);

    private static readonly Gen<GeoPoint> Vertex =
        Gen.Int[0, Vertices.Length - 1].Select(i => Shapes.Point(Vertices[i]));

    private static readonly Gen<(GeoPoint From, GeoPoint To)> Legs = Gen.OneOf(
        Steps(1e-6), Steps(5e-5), Steps(1e-3), Gen.Select(Anywhere, Anywhere),
        Anywhere.Select(p => (p, p)), Vertex.Select(p => (p, p)),
        Gen.Select(Vertex, Vertex), Gen.Select(Vertex, Anywhere), Edges());

    [Fact]
    public void Zones_OfTheCity_AreValid() => Assert.All(City.Zones, zone => Assert.True(zone.IsValid));

    [Fact]
    public void Clip_AnyLeg_SaysWhatEveryShapeSays() => AssertSame(Table, Index, legs: 3_000);

    [Fact]
    public void Clip_AnyLeg_HitsWhatNtsIntersects() => Legs.Sample(
        leg =>
        {
            var (a, b) = (Shapes.Coordinate(leg.From), Shapes.Coordinate(leg.To));
            Geometry line = a.Equals2D(b) ? new Point(a) : new LineString([a, b]);
            var expected = Enumerable.Range(0, City.Zones.Count).Where(i => City.Zones[i].Intersects(line));
            var found = Index.Hits(leg.From, leg.To).Select(h => h.Place).Distinct();
            Assert.Equal(expected, found.Where(p => p < City.Zones.Count));
        },
        iter: 400);

    [Fact]
    public void Clip_LegsOfATrack_LeaveAFixInsideWhereTheNextStarts() => Gen.Select(Anywhere, Steps(1e-3).Array[30])
        .Sample((start, steps) =>
        {
            var (from, inside) = (start, Index.Hits(start, start).Select(h => h.Place).ToHashSet());
            foreach (var step in steps)
            {
                var to = new GeoPoint(
                    from.LatitudeDeg + step.To.LatitudeDeg - step.From.LatitudeDeg,
                    from.LongitudeDeg + step.To.LongitudeDeg - step.From.LongitudeDeg);
                var hits = Index.Hits(from, to);
                Assert.Equal(inside.Order(), hits.Where(h => h.Enter == 0).Select(h => h.Place).Order());
                inside = [.. hits.Where(h => h.Exit == 1).Select(h => h.Place)];
                from = to;
            }
        },
        iter: 200);

    [Fact]
    public void Clip_WarmBuffer_AllocatesNothing()
    {
        var hits = new LegHits();
        var tour = Vertices.Where((_, i) => i % 7 == 0).Select(Shapes.Point).ToArray();
        Walk(Index, tour, hits);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Walk(Index, tour, hits);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Build_PlacesOnTopOfEachOther_StaysSmallAndRight()
    {
        Place[] stacked = [.. Enumerable.Range(0, 500).Select(i => City.Places[i % 2])];
        var index = PlaceIndex.Build(stacked);
        Assert.InRange(index.Bytes, 0, stacked.Length * 5_000L);
        var table = PlaceTable.Of(stacked);
        AssertSame(table, index, legs: 20);
    }

    [Fact]
    public void Build_CitiesFarApartAndAFenceAroundAll_StaysSmallAndRight()
    {
        Place[] places =
        [
            .. City.Places,
            Shapes.Box(-80, -50, 125, 35),
            .. City.Zones.Take(50).Select(z => Shapes.Zone(Moved(z, -150, -40))),
        ];
        var index = PlaceIndex.Build(places);
        Assert.InRange(index.Bytes, 0, places.Length * 5_000L);
        var table = PlaceTable.Of(places);
        AssertSame(table, index, legs: 200);
        var (from, to) = (new GeoPoint(-9, -28.7), new GeoPoint(31.01, 121.31));
        AssertSame(EveryShape(table, from, to), index.Hits(from, to));
    }

    private static Gen<(GeoPoint From, GeoPoint To)> Steps(double sizeDeg) =>
        Gen.Select(Anywhere, Grid.Between(-sizeDeg, sizeDeg), Grid.Between(-sizeDeg, sizeDeg), (p, north, east) =>
            (p, new GeoPoint(p.LatitudeDeg + north, p.LongitudeDeg + east)));

    /// <summary>From one vertex to the next: along an edge that two zones share.</summary>
    private static Gen<(GeoPoint From, GeoPoint To)> Edges() => Gen.Int[0, Vertices.Length - 2].Select(i =>
        (Shapes.Point(Vertices[i]), Shapes.Point(Vertices[i + 1])));

    private static Polygon Moved(Polygon zone, double east, double north) =>
        (Polygon)AffineTransformation.TranslationInstance(east, north).Transform(zone);

    private static LegHit[] EveryShape(PlaceTable table, GeoPoint from, GeoPoint to)
    {
        var hits = new LegHits();
        for (var place = 0; place < table.Count; place++)
            table.Clip(place, Vec.Of(from), Vec.Of(to), hits);
        return hits.Span.ToArray();
    }

    private static void Walk(PlaceIndex index, GeoPoint[] tour, LegHits hits)
    {
        for (var i = 1; i < tour.Length; i++)
            index.Clip(tour[i - 1], tour[i], hits);
    }

    private static void AssertSame(PlaceTable table, PlaceIndex index, int legs) => Legs.Sample(
        leg => AssertSame(EveryShape(table, leg.From, leg.To), index.Hits(leg.From, leg.To)), iter: legs);

    private static void AssertSame(LegHit[] expected, LegHit[] found)
    {
        Assert.Equal(expected.Select(h => h.Place), found.Select(h => h.Place));
        foreach (var (e, f) in expected.Zip(found))
        {
            Assert.Equal(e.Enter, f.Enter, Tolerance);
            Assert.Equal(e.Exit, f.Exit, Tolerance);
        }
    }
}
