using NetTopologySuite.Geometries;

namespace Telemetry.Core.Geo;

/// <summary>
/// The boundary of one polygon or multipolygon: closed rings, holes and shells alike, in shared storage.
/// </summary>
internal readonly struct Outline(Vec[] vertices, int[] ringStarts, int firstRing, int ringCount)
{
    public int RingCount => ringCount;

    /// <summary>The ring's vertices; the last one repeats the first.</summary>
    public ReadOnlySpan<Vec> Ring(int ring) =>
        vertices.AsSpan(RingStart(ring)..RingStart(ring + 1));

    /// <summary>Index of the ring's first vertex in the storage; edge i runs from vertex i to i + 1.</summary>
    public int RingStart(int ring) => ringStarts[firstRing + ring];

    public Box Bounds()
    {
        var box = Box.Empty;
        for (var i = RingStart(0); i < RingStart(ringCount); i++)
            box = box.Including(vertices[i]);
        return box;
    }

    /// <summary>Whether the point is inside or on the boundary.</summary>
    public bool Covers(Vec point)
    {
        var inside = false;
        for (var ring = 0; ring < ringCount; ring++)
        {
            var v = Ring(ring);
            for (var i = 1; i < v.Length; i++)
            {
                if (Math.Max(v[i - 1].Y, v[i].Y) < point.Y || Math.Min(v[i - 1].Y, v[i].Y) > point.Y)
                    continue;
                var up = v[i - 1].Y <= v[i].Y;
                var (low, high) = up ? (v[i - 1], v[i]) : (v[i], v[i - 1]);
                var side = Side.Of(low, high, point);
                if (side == 0 && point.X >= Math.Min(low.X, high.X) && point.X <= Math.Max(low.X, high.X))
                    return true;
                inside ^= side > 0 && low.Y <= point.Y && point.Y < high.Y;
            }
        }

        return inside;
    }

    /// <summary>The outline of one geometry in storage of its own.</summary>
    public static Outline Of(Geometry geometry)
    {
        var vertices = new List<Vec>();
        var ringStarts = new List<int>();
        var rings = Append(geometry, vertices, ringStarts);
        ringStarts.Add(vertices.Count);
        return new Outline([.. vertices], [.. ringStarts], 0, rings);
    }

    /// <summary>Appends a geometry's rings to the storage; returns how many.</summary>
    public static int Append(Geometry geometry, List<Vec> vertices, List<int> ringStarts)
    {
        var before = ringStarts.Count;
        for (var i = 0; i < geometry.NumGeometries; i++)
        {
            if (geometry.GetGeometryN(i) is not Polygon { IsEmpty: false } polygon)
                continue;
            AppendRing(polygon.ExteriorRing, vertices, ringStarts);
            foreach (var hole in polygon.InteriorRings)
                AppendRing(hole, vertices, ringStarts);
        }

        return ringStarts.Count - before;
    }

    private static void AppendRing(LineString ring, List<Vec> vertices, List<int> ringStarts)
    {
        ringStarts.Add(vertices.Count);
        var sequence = ring.CoordinateSequence;
        for (var i = 0; i < sequence.Count; i++)
        {
            var v = new Vec(sequence.GetX(i), sequence.GetY(i));
            if (i == 0 || v != vertices[^1])
                vertices.Add(v);
        }
    }
}
