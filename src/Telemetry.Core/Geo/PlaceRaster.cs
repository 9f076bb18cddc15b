namespace Telemetry.Core.Geo;

/// <summary>
/// Draws one area into the cells of one tile: chains of edges where it has some, covered cells where it has none.
/// </summary>
internal sealed class PlaceRaster(TileFrame frame)
{
    /// <summary>
    /// Chains of the same ring this near are written as one: an edge too many costs less than an entry.
    /// </summary>
    private const int BridgedEdges = 2;

    private readonly List<(int Cell, int Edge, int Ring)> _passing = [];
    private bool[] _flips = [];
    private int _column;
    private int _row;
    private int _side;

    /// <summary>Adds entries for the cells of the range.</summary>
    public void Write(
        int place, ReadOnlySpan<TileEdge> edges, int tileColumn, int tileRow, int tileSide, CellRange range,
        List<(int Cell, CellEntry Entry)> written)
    {
        (_column, _row, _side) = (tileColumn, tileRow, tileSide);
        if (_flips.Length < range.Count)
            _flips = new bool[range.Count];
        _flips.AsSpan(0, range.Count).Clear();
        _passing.Clear();
        foreach (var edge in edges)
        {
            FlipCenters(edge, range);
            FindCells(edge);
        }

        _passing.Sort();
        var next = 0;
        for (var y = range.FirstRow; y <= range.LastRow; y++)
        {
            var inside = false;
            for (var x = range.FirstColumn; x <= range.LastColumn; x++)
            {
                inside ^= _flips[((y - range.FirstRow) * range.Columns) + x - range.FirstColumn];
                var cell = (y * _side) + x;
                // A cell beyond the range is one that an edge comes near to and the place does not reach.
                while (next < _passing.Count && _passing[next].Cell < cell)
                    next++;
                if (next < _passing.Count && _passing[next].Cell == cell)
                    WriteChains(place, cell, inside, ref next, written);
                else if (inside)
                    written.Add((cell, CellEntry.Cover(place)));
            }
        }
    }

    private void WriteChains(
        int place, int cell, bool inside, ref int next, List<(int Cell, CellEntry Entry)> written)
    {
        while (next < _passing.Count && _passing[next].Cell == cell)
        {
            var (_, first, ring) = _passing[next++];
            var last = first;
            while (next < _passing.Count && _passing[next] is var other && other.Cell == cell
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
        var lastRow = Math.Min(range.LastRow, (int)Math.Clamp(to.Y * _side, -1, _side));
        for (var y = Math.Max(range.FirstRow, (int)Math.Clamp(from.Y * _side, 0, _side) - 1); y <= lastRow; y++)
        {
            var height = Center(0, y).Y;
            if (low.Y > height || high.Y <= height)
                continue;
            var crossing = from.X + ((((y + 0.5) / _side) - from.Y) / (to.Y - from.Y) * (to.X - from.X));
            var x = (int)Math.Clamp(crossing * _side, range.FirstColumn, range.LastColumn + 1);
            while (x > range.FirstColumn && Side.Of(low, high, Center(x - 1, y)) < 0)
                x--;
            while (x <= range.LastColumn && Side.Of(low, high, Center(x, y)) >= 0)
                x++;
            if (x <= range.LastColumn)
                _flips[((y - range.FirstRow) * range.Columns) + x - range.FirstColumn] ^= true;
        }
    }

    private void FindCells(TileEdge edge)
    {
        if (!edge.MeetsTile)
            return;
        var walk = new LineWalk(edge.From * _side, edge.To * _side, _side, _side);
        while (walk.MoveNext())
            _passing.Add(((walk.Row * _side) + walk.Column, edge.Index, edge.Ring));
    }

    private Vec Center(int x, int y) => new CellSpot(_column, _row, x, y, new Tile(0, _side)).Center(frame);
}
