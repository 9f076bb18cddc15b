using CsCheck;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace Telemetry.Core.Tests.Geo;

/// <summary>Valid random polygons and multipolygons with holes.</summary>
internal static class RandomAreas
{
    /// <summary>Triangles put together and taken away: jagged, with new vertices where they cross.</summary>
    public static Gen<Geometry> Carved(Gen<Coordinate> corner)
    {
        var triangle = Gen.Select(corner, corner, corner, Triangle);
        return Gen.Select(triangle.Array[1, 4], triangle.Array[0, 3], Carve).Where(IsArea);
    }

    /// <summary>
    /// Rings through the corners as they are, holes and parts among them, so that corners on a lattice stay exact and
    /// rings often touch in a point.
    /// </summary>
    public static Gen<Geometry> Ringed(Gen<Coordinate> corner)
    {
        var shell = corner.Array[3, 7].Select(AroundTheirMiddle).Where(p => p.IsValid && p.Area > 0);
        var holes = Gen.Select(corner, corner, corner, Triangle).Array[0, 6];
        return Gen.Select(shell.Array[1, 3], holes, Assemble).Where(IsArea);
    }

    private static bool IsArea(Geometry shape) => shape is Polygon or MultiPolygon && !shape.IsEmpty && shape.IsValid;

    private static Polygon Triangle(Coordinate a, Coordinate b, Coordinate c) =>
        new(new LinearRing([a, b, c, a.Copy()]));

    private static Polygon AroundTheirMiddle(Coordinate[] corners)
    {
        var (x, y) = (corners.Average(c => c.X) + 0.01, corners.Average(c => c.Y) + 0.003);
        var ring = corners.DistinctBy(c => (c.X, c.Y)).OrderBy(c => Math.Atan2(c.Y - y, c.X - x)).ToList();
        if (ring.Count < 3)
            return Polygon.Empty;
        ring.Add(ring[0].Copy());
        return new Polygon(new LinearRing([.. ring]));
    }

    /// <summary>Adds each hole and part that leaves the whole valid.</summary>
    private static Geometry Assemble(Polygon[] shells, Polygon[] holes)
    {
        var first = shells[0];
        foreach (var hole in holes.Where(h => h.IsValid && h.Area > 0))
        {
            var pierced = new Polygon(first.Shell, [.. first.Holes, hole.Shell]);
            first = pierced.IsValid ? pierced : first;
        }

        Polygon[] parts = [first];
        foreach (var part in shells.Skip(1))
            if (new MultiPolygon([.. parts, part]).IsValid)
                parts = [.. parts, part];
        return parts.Length == 1 ? first : new MultiPolygon(parts);
    }

    private static Geometry Carve(Polygon[] add, Polygon[] remove)
    {
        Geometry shape = Polygon.Empty;
        foreach (var part in add.Where(p => p.IsValid))
            shape = OverlayNGRobust.Overlay(shape, part, SpatialFunction.Union);
        foreach (var part in remove.Where(p => p.IsValid))
            shape = OverlayNGRobust.Overlay(shape, part, SpatialFunction.Difference);
        return shape;
    }
}
