namespace Telemetry.Core.Geo;

/// <summary>
/// Reads the cells under one leg. It decides by itself only what plain arithmetic decides beyond doubt: an edge that
/// properly crosses the leg, or clearly does not. Anything nearer (a corner on the leg, an edge along it, a fix on the
/// boundary) is left to the whole shape, which is asked by exact arithmetic.
/// </summary>
internal readonly ref struct LegScan(ReadOnlySpan<Vec> vertices, Vec a, Vec b, List<Crossing> found)
{
    private readonly ReadOnlySpan<Vec> _vertices = vertices;

    /// <summary>
    /// The cell where the leg starts: crossings, and by way of its centre whether the start is inside.
    /// </summary>
    public void ReadFirst(ReadOnlySpan<CellEntry> entries, Vec center)
    {
        for (var i = 0; i < entries.Length;)
        {
            var entry = entries[i++];
            if (entry.IsCover)
            {
                found.Add(Crossing.Start(entry.Place));
                continue;
            }

            if (entry.IsDisc)
            {
                found.Add(Crossing.Doubt(entry.Place));
                continue;
            }

            var inside = entry.HasCenter;
            var sure = CountFromCenter(entry, center, ref inside) && Cross(entry);
            for (; i < entries.Length && entries[i].Place == entry.Place; i++)
                sure = sure && CountFromCenter(entries[i], center, ref inside) && Cross(entries[i]);
            if (!sure)
                found.Add(Crossing.Doubt(entry.Place));
            else if (inside)
                found.Add(Crossing.Start(entry.Place));
        }
    }

    /// <summary>Any other cell under the leg: crossings only.</summary>
    public void ReadNext(ReadOnlySpan<CellEntry> entries)
    {
        foreach (var entry in entries)
            if (!entry.IsCover && (entry.IsDisc || !Cross(entry)))
                found.Add(Crossing.Doubt(entry.Place));
    }

    /// <summary>Adds where the chain crosses the leg; false when that is in doubt.</summary>
    private bool Cross(CellEntry entry)
    {
        // Standing: whether the start is inside says all.
        if (a == b)
            return true;
        var chain = _vertices.Slice(entry.FirstVertex, entry.Edges + 1);
        var leg = b - a;
        var before = AreaOf(leg, chain[0] - a);
        if (before == 0)
            return false;
        for (var i = 1; i < chain.Length; i++)
        {
            var after = AreaOf(leg, chain[i] - a);
            if (after == 0)
                return false;
            if (before > 0 != after > 0)
            {
                var edge = chain[i] - chain[i - 1];
                var (areaA, areaB) = (AreaOf(edge, a - chain[i - 1]), AreaOf(edge, b - chain[i - 1]));
                if (areaA == 0 || areaB == 0)
                    return false;
                if (areaA > 0 != areaB > 0)
                {
                    var at = LegFraction.OfCrossing(a, b, chain[i - 1], chain[i]);
                    found.Add(new Crossing(entry.Place, at, entry.FirstVertex + i));
                }
            }

            before = after;
        }

        return true;
    }

    /// <summary>
    /// Flips <paramref name="inside"/> for each edge between centre and start; false when that is in doubt.
    /// </summary>
    private bool CountFromCenter(CellEntry entry, Vec center, ref bool inside)
    {
        var chain = _vertices.Slice(entry.FirstVertex, entry.Edges + 1);
        var way = center - a;
        var before = AreaOf(way, chain[0] - a);
        if (before == 0)
            return false;
        for (var i = 1; i < chain.Length; i++)
        {
            var after = AreaOf(way, chain[i] - a);
            if (after == 0)
                return false;
            if (before > 0 != after > 0)
            {
                var edge = chain[i] - chain[i - 1];
                var (areaA, areaCenter) = (AreaOf(edge, a - chain[i - 1]), AreaOf(edge, center - chain[i - 1]));
                if (areaA == 0 || areaCenter == 0)
                    return false;
                inside ^= areaA > 0 != areaCenter > 0;
            }

            before = after;
        }

        return true;
    }

    /// <summary>Cross product of two differences; 0 unless its sign is beyond doubt.</summary>
    private static double AreaOf(Vec u, Vec v)
    {
        var (left, right) = (u.X * v.Y, u.Y * v.X);
        var area = left - right;
        return Math.Abs(area) > Side.ErrorBound * (Math.Abs(left) + Math.Abs(right)) ? area : 0;
    }
}
