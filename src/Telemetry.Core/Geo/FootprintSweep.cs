namespace Telemetry.Core.Geo;

/// <summary>
/// A footprint that is carried along a leg, unturned. It meets a place exactly while it meets the place's boundary, or
/// one of its corners is inside; both are asked without stepping along the leg.
/// </summary>
/// <param name="quad">Where it starts, in the plane of what it is held against.</param>
/// <param name="way">The leg, in the same plane.</param>
internal readonly struct FootprintSweep(FootprintQuad quad, Vec way)
{
    private readonly FootprintQuad _quad = quad;
    private readonly Box _swept = quad.Bounds.Including(quad.MovedBy(way).Bounds);

    public Box Swept => _swept;

    public Vec CornerFrom => _quad.A;

    public Vec CornerTo => _quad.A + way;

    /// <summary>
    /// When it meets a straight piece of boundary. Two convex shapes are apart as long as a line square to one of their
    /// sides tells them apart, and on each such line the ends move evenly: so many linear conditions, one interval.
    /// </summary>
    public FootprintPart Meet(Vec p, Vec q)
    {
        var part = new FootprintPart();
        if (!_swept.Meets(Box.Of(p, q)))
        {
            part.KeepNonPositive(1, 0);
            return part;
        }

        for (var side = 0; side < FootprintQuad.Corners; side++)
        {
            var outward = _quad.Outward(side);
            var apart = Math.Min(Vec.Dot(outward, p - _quad[side]), Vec.Dot(outward, q - _quad[side]));
            part.KeepNonPositive(apart, -Vec.Dot(outward, way));
        }

        var edge = q - p;
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var corner = 0; corner < FootprintQuad.Corners; corner++)
        {
            var across = Vec.Cross(edge, _quad[corner] - p);
            (low, high) = (Math.Min(low, across), Math.Max(high, across));
        }

        var drift = Vec.Cross(edge, way);
        part.KeepNonPositive(low, drift);
        part.KeepNonPositive(-high, -drift);
        return part;
    }

    /// <summary>When it meets a disc. Both are convex, so that is one interval; null when never.</summary>
    public (double Enter, double Exit)? Meet(Vec center, double radiusM)
    {
        // The disc's centre moves the other way through the quadrilateral grown by the radius: itself, a strip along
        // each side, a disc around each corner.
        var (enter, exit) = (double.PositiveInfinity, double.NegativeInfinity);
        var inside = new FootprintPart();
        inside.KeepInside(_quad, center, way * -1);
        Include(inside.Enter, inside.Exit, ref enter, ref exit);
        for (var side = 0; side < FootprintQuad.Corners; side++)
        {
            IncludeStrip(side, center, radiusM, ref enter, ref exit);
            if (DiscPass.Of(center - _quad[side], center - way - _quad[side], radiusM) is { } pass)
                Include(pass.Enter, pass.Exit, ref enter, ref exit);
        }

        return enter <= exit ? (enter, exit) : null;
    }

    /// <summary>When it covers a point.</summary>
    public FootprintPart Cover(Vec point)
    {
        var part = new FootprintPart();
        part.KeepInside(_quad, point, way * -1);
        return part;
    }

    /// <summary>
    /// From where to where it comes on the line at this height; low above high when it does not.
    /// </summary>
    public (double Low, double High) Across(double y)
    {
        // The ground it passes over is bounded by its sides, before and after, and by the ways of its corners.
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var corner = 0; corner < FootprintQuad.Corners; corner++)
        {
            var (p, q) = (_quad[corner], _quad[(corner + 1) % FootprintQuad.Corners]);
            IncludeCrossing(p, q, y, ref low, ref high);
            IncludeCrossing(p + way, q + way, y, ref low, ref high);
            IncludeCrossing(p, p + way, y, ref low, ref high);
        }

        return (low, high);
    }

    private static void IncludeCrossing(Vec p, Vec q, double y, ref double low, ref double high)
    {
        if (Math.Min(p.Y, q.Y) > y || Math.Max(p.Y, q.Y) < y)
            return;
        var (x1, x2) = p.Y == q.Y ? (p.X, q.X) : Both(p.X + ((y - p.Y) / (q.Y - p.Y) * (q.X - p.X)));
        (low, high) = (Math.Min(low, Math.Min(x1, x2)), Math.Max(high, Math.Max(x1, x2)));

        static (double, double) Both(double x) => (x, x);
    }

    private void IncludeStrip(int side, Vec center, double radiusM, ref double enter, ref double exit)
    {
        var outward = _quad.Outward(side);
        var length = Math.Sqrt(outward.LengthSquared);
        if (length == 0)
            return;
        var along = _quad[(side + 1) % FootprintQuad.Corners] - _quad[side];
        var from = center - _quad[side];
        var strip = new FootprintPart();
        strip.KeepNonPositive(-Vec.Dot(outward, from), Vec.Dot(outward, way));
        strip.KeepNonPositive(Vec.Dot(outward, from) - (radiusM * length), -Vec.Dot(outward, way));
        strip.KeepNonPositive(-Vec.Dot(along, from), Vec.Dot(along, way));
        strip.KeepNonPositive(Vec.Dot(along, from) - along.LengthSquared, -Vec.Dot(along, way));
        Include(strip.Enter, strip.Exit, ref enter, ref exit);
    }

    private static void Include(double from, double to, ref double enter, ref double exit)
    {
        if (from <= to)
            (enter, exit) = (Math.Min(enter, from), Math.Max(exit, to));
    }
}
