namespace Telemetry.Core.Geo;

/// <summary>An edge as a tile sees it.</summary>
/// <param name="Index">Of its first vertex among those of all places.</param>
/// <param name="Start">In degrees, as <paramref name="End"/>.</param>
/// <param name="From">In tiles from the tile's corner, as <paramref name="To"/>.</param>
internal readonly record struct TileEdge(int Index, int Ring, Vec Start, Vec End, Vec From, Vec To)
{
    public bool MeetsTile => Meets(From, To, new Vec(0.5, 0.5), 0.5);

    /// <summary>Whether the tile must know it: it is at the tile's height, and not wholly to the east.</summary>
    public static bool Concerns(Vec from, Vec to) =>
        Math.Min(from.X, to.X) <= 1 + CellRange.Slack && Math.Min(from.Y, to.Y) <= 1 + CellRange.Slack
        && Math.Max(from.Y, to.Y) >= -CellRange.Slack;

    /// <summary>Whether a segment comes within the slack of a square, by separating axes.</summary>
    public static bool Meets(Vec from, Vec to, Vec center, double half)
    {
        half += CellRange.Slack;
        var (p, way) = (from - center, to - from);
        var q = to - center;
        return Math.Min(p.X, q.X) <= half && Math.Max(p.X, q.X) >= -half
            && Math.Min(p.Y, q.Y) <= half && Math.Max(p.Y, q.Y) >= -half
            && Math.Abs(Vec.Cross(way, p)) <= half * (Math.Abs(way.X) + Math.Abs(way.Y));
    }
}
