using CsCheck;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Geo;

/// <summary>The index against NetTopologySuite, which has its own, different way to the same answers.</summary>
public sealed class PlaceIndexPropertyTests
{
    private const double FractionTolerance = 1e-9;

    private const int Size = 8;

    /// <summary>Most legs of a small lattice run through its vertices and along its edges.</summary>
    [Fact]
    public void Clip_OnALattice_AgreesWithNts() =>
        Agree(RandomAreas.Ringed(Grid.Lattice(Size)), Grid.Lattice(Size), 1_500);

    [Fact]
    public void Clip_LatticeAreasAndRandomLegs_AgreesWithNts() =>
        Agree(RandomAreas.Ringed(Grid.Lattice(Size)), Grid.Plane(Size), 700);

    [Fact]
    public void Clip_RandomAreasAndLegs_AgreesWithNts() =>
        Agree(RandomAreas.Carved(Grid.Plane(Size)), Grid.Plane(Size), 250);

    [Fact]
    public void Clip_LatticeRingsWithHalves_AgreesWithNts() =>
        Agree(RandomAreas.Ringed(Grid.Lattice(Size)), Grid.Lattice(2 * Size).Select(Halved), 700);

    private static Coordinate Halved(Coordinate c) => new(c.X / 2, c.Y / 2);

    private static void Agree(Gen<Geometry> area, Gen<Coordinate> end, int iterations) =>
        Gen.Select(area.Array[1, 6], Gen.Select(end, end).Array[1, 10]).Sample(
            (shapes, legs) =>
            {
                var index = PlaceIndex.Build([.. shapes.Select(Shapes.Zone)]);
                foreach (var (a, b) in legs)
                {
                    var hits = index.Hits(a.X, a.Y, b.X, b.Y);
                    for (var place = 0; place < shapes.Length; place++)
                        AssertSame(shapes[place], a, b, [.. hits.Where(h => h.Place == place)]);
                }
            },
            iter: iterations);

    private static void AssertSame(Geometry shape, Coordinate a, Coordinate b, LegHit[] hits)
    {
        Geometry leg = a.Equals2D(b) ? new Point(a) : new LineString([a, b]);
        Assert.Equal(shape.Intersects(leg), hits.Length > 0);
        var expected = a.Equals2D(b) ? hits.Select(_ => (0d, 1d)) : NtsWays(shape, a, b);
        var ways = hits.Select(h => (h.Enter, h.Exit));
        foreach (var (way, found) in Lengthy(expected).Zip(Lengthy(ways)))
        {
            Assert.Equal(way.Enter, found.Enter, FractionTolerance);
            Assert.Equal(way.Exit, found.Exit, FractionTolerance);
        }

        Assert.Equal(Lengthy(expected).Count, Lengthy(ways).Count);
        Assert.All(hits.Zip(hits.Skip(1)), pair => Assert.True(pair.First.Exit < pair.Second.Enter));
    }

    private static IEnumerable<(double Enter, double Exit)> NtsWays(Geometry shape, Coordinate a, Coordinate b)
    {
        var common = OverlayNGRobust.Overlay(shape, new LineString([a, b]), SpatialFunction.Intersection);
        return Enumerable.Range(0, common.NumGeometries)
            .Select(i => common.GetGeometryN(i).Coordinates.Select(c => Fraction(a, b, c)).ToArray())
            .Where(f => f.Length > 0)
            .Select(f => (Enter: f.Min(), Exit: f.Max()));
    }

    /// <summary>
    /// Pieces that all but touch are joined, and touches left out: NTS's overlay rounds its points, so that it may see
    /// a touch or a crack of a few ulps where there is none. Its predicate, asked above, does not.
    /// </summary>
    private static List<(double Enter, double Exit)> Lengthy(IEnumerable<(double Enter, double Exit)> pieces)
    {
        var ways = new List<(double Enter, double Exit)>();
        foreach (var piece in pieces.OrderBy(p => p.Enter))
        {
            if (ways.Count > 0 && piece.Enter <= ways[^1].Exit + FractionTolerance)
                ways[^1] = (ways[^1].Enter, Math.Max(ways[^1].Exit, piece.Exit));
            else
                ways.Add(piece);
        }

        return [.. ways.Where(w => w.Exit - w.Enter > FractionTolerance)];
    }

    private static double Fraction(Coordinate a, Coordinate b, Coordinate c)
    {
        var (x, y) = (b.X - a.X, b.Y - a.Y);
        return (((c.X - a.X) * x) + ((c.Y - a.Y) * y)) / ((x * x) + (y * y));
    }
}
