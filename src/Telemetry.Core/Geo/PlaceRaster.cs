namespace Telemetry.Core.Geo;

/// <summary>Draws one area into the cells of one tile: chains of edges where it has some, covered cells where it has none.</summary>
internal sealed class PlaceRaster(TileFrame frame)
{
    /// <summary>Chains of the same ring this near are written as one: an edge too many costs less than an entry.</summary>
    private const int BridgedEdges = 2;

    private readonly List<(int Cell, int Edge, int Ring)> passing = [];
    private bool[] flips = [];
    private int column;
    private int row;
    private int side;

    /// <summary>Adds entries for the cells of the range.</summary>
    public void Write(
        int place, ReadOnlySpan<TileEdge> edges, int tileColumn, int tileRow, int tileSide, CellRange range,
        List<(int Cell, CellEntry Entry)> written)
    {
        (column, row, side) = (tileColumn, tileRow, tileSide);
        if (flips.Length < range.Count)
            flips = new bool[range.Count];
        flips.AsSpan(0, range.Count).Clear();
        passing.Clear();
        foreach (var edge in edges)
        {
            FlipCenters(edge, range);
            FindCells(edge);
        }

        passing.Sort();
        var next = 0;
        for (var y = range.FirstRow; y <= range.LastRow; y++)
        {
            var inside = false;
            for (var x = range.FirstColumn; x <= range.LastColumn; x++)
            {
                inside ^= flips[((y - range.FirstRow) * range.Columns) + x - range.FirstColumn];
                var cell = (y * side) + x;
                // A cell beyond the range is one that an edge comes near to and the place does not reach.
                while (next < passing.Count && passing[next].Cell < cell)
                    next++;
                if (next < passing.Count && passing[next].Cell == cell)
                    WriteChains(place, cell, inside, ref next, written);
                else if (inside)
                    written.Add((cell, CellEntry.Cover(place)));
            }
        }
    }

    private void WriteChains(
        int place, int cell, bool inside, ref int next, List<(int Cell, CellEntry Entry)> written)
    {
        while (next < passing.Count && passing[next].Cell == cell)
        {
            var (_, first, ring) = passing[next++];
            var last = first;
            while (next < passing.Count && passing[next] is var other && other.Cell == cell
                && other.Ring == ring && other.Edge - last <= 1 + BridgedEdges)
            {
                last = other.Edge;
                next++;
            }

            written.Add((cell, CellEntry.Chain(place, first, last - first + 1, inside)));
        }
    }

    /// <summary>In each row, flips all cells whose centre is to the east of the edge, exactly.</summary>
    private void FlipCenters(TileEdge edge, CellRange range)
    {
        var up = edge.Start.Y <= edge.End.Y;
        var (low, high) = up ? (edge.Start, edge.End) : (edge.End, edge.Start);
        var (from, to) = up ? (edge.From, edge.To) : (edge.To, edge.From);
        var lastRow = Math.Min(range.LastRow, (int)Math.Clamp(to.Y * side, -1, side));
        for (var y = Math.Max(range.FirstRow, (int)Math.Clamp(from.Y * side, 0, side) - 1); y <= lastRow; y++)
        {
            var height = Center(0, y).Y;
            if (low.Y > height || high.Y <= height)
                continue;
            var crossing = from.X + ((((y + 0.5) / side) - from.Y) / (to.Y - from.Y) * (to.X - from.X));
            var x = (int)Math.Clamp(crossing * side, range.FirstColumn, range.LastColumn + 1);
            while (x > range.FirstColumn && Side.Of(low, high, Center(x - 1, y)) < 0)
                x--;
            while (x <= range.LastColumn && Side.Of(low, high, Center(x, y)) >= 0)
                x++;
            if (x <= range.LastColumn)
                flips[((y - range.FirstRow) * range.Columns) + x - range.FirstColumn] ^= true;
        }
    }

    private void FindCells(TileEdge edge)
    {
        if (!edge.MeetsTile)
            return;
        var walk = new LineWalk(edge.From * side, edge.To * side, side, side);
        while (walk.MoveNext())
            passing.Add(((walk.Row * side) + walk.Column, edge.Index, edge.Ring));
    }

    private Vec Center(int x, int y) => new CellSpot(column, row, x, y, new Tile(0, side)).Center(frame);
}
