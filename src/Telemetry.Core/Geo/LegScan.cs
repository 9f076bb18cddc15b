using System.Runtime.CompilerServices;

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
            var sure = ReadChain(entry, center, ref inside);
            for (; i < entries.Length && entries[i].Place == entry.Place; i++)
                sure &= ReadChain(entries[i], center, ref inside);
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
            if (!entry.IsCover && (entry.IsDisc || !ReadChain(entry)))
                found.Add(Crossing.Doubt(entry.Place));
    }

    /// <summary>
    /// Adds where the chain crosses the leg, and flips <paramref name="inside"/> for each edge between the cell's
    /// centre and the start; false when either is in doubt. On which side of an edge the centre is cannot be guessed,
    /// so that part has no branches; that both ends of a leg are on the same side nearly always can.
    /// </summary>
    private bool ReadChain(CellEntry entry, Vec center, ref bool inside)
    {
        var chain = _vertices.Slice(entry.FirstVertex, entry.Edges + 1);
        var (sure, way, p) = (true, center - a, chain[0]);
        var wayP = Area(way, p - a, ref sure);
        for (var i = 1; i < chain.Length; i++)
        {
            var q = chain[i];
            var edge = q - p;
            var ofA = Area(edge, a - p, ref sure);
            var ofB = Area(edge, b - p, ref sure);
            var ofCenter = Area(edge, center - p, ref sure);
            var wayQ = Area(way, q - a, ref sure);
            inside ^= (ofA > 0 != ofCenter > 0) & (wayP > 0 != wayQ > 0);
            if (ofA > 0 != ofB > 0)
                sure &= AddCrossing(entry, i, p, q);
            (p, wayP) = (q, wayQ);
        }

        return sure;
    }

    /// <summary>The same without a centre.</summary>
    private bool ReadChain(CellEntry entry)
    {
        var chain = _vertices.Slice(entry.FirstVertex, entry.Edges + 1);
        var (sure, p) = (true, chain[0]);
        for (var i = 1; i < chain.Length; i++)
        {
            var q = chain[i];
            if (Area(q - p, a - p, ref sure) > 0 != Area(q - p, b - p, ref sure) > 0)
                sure &= AddCrossing(entry, i, p, q);
            p = q;
        }

        return sure;
    }

    /// <summary>
    /// The leg's ends are on two sides of the edge; if the edge's are on two sides of the leg, they cross.
    /// </summary>
    private bool AddCrossing(CellEntry entry, int i, Vec p, Vec q)
    {
        var (sure, leg) = (true, b - a);
        if (Area(leg, p - a, ref sure) > 0 != Area(leg, q - a, ref sure) > 0 && sure)
            found.Add(new Crossing(entry.Place, LegFraction.OfCrossing(a, b, p, q), entry.FirstVertex + i));
        return sure;
    }

    /// <summary>
    /// Cross product of two differences; takes <paramref name="sure"/> back when its sign is in doubt.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Area(Vec u, Vec v, ref bool sure)
    {
        var (left, right) = (u.X * v.Y, u.Y * v.X);
        var area = left - right;
        sure &= Math.Abs(area) > Side.ErrorBound * (Math.Abs(left) + Math.Abs(right));
        return area;
    }
}
