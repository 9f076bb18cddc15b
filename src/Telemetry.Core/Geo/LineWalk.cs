namespace Telemetry.Core.Geo;

/// <summary>
/// The cells that a straight line touches, row by row, in a lattice of unit squares. Never one too few; a neighbour that
/// the line only comes near to may be among them.
/// </summary>
internal ref struct LineWalk
{
    private readonly Vec from;
    private readonly Vec way;
    private readonly int columns;
    private readonly int lastRow;
    private int lastColumn;

    public LineWalk(Vec from, Vec to, int columns, int rows)
    {
        (this.from, this.columns) = (from, columns);
        way = to - from;
        lastRow = CellRange.Last(Math.Max(from.Y, to.Y), rows);
        Row = CellRange.First(Math.Min(from.Y, to.Y), rows) - 1;
        (Column, lastColumn) = (0, -1);
    }

    public int Row { get; private set; }

    public int Column { get; private set; }

    public bool MoveNext()
    {
        if (++Column <= lastColumn)
            return true;
        while (Row < lastRow)
        {
            Row++;
            var (low, high) = Across(Row);
            Column = CellRange.First(low, columns);
            lastColumn = CellRange.Last(high, columns);
            if (Column <= lastColumn)
                return true;
        }

        return false;
    }

    /// <summary>Where the line is, from west to east, while it is in a row.</summary>
    private readonly (double Low, double High) Across(int row)
    {
        var (enter, exit) = (0d, 1d);
        if (way.Y != 0)
        {
            var bottom = (row - CellRange.Slack - from.Y) / way.Y;
            var top = (row + 1 + CellRange.Slack - from.Y) / way.Y;
            enter = Math.Clamp(Math.Min(bottom, top), 0, 1);
            exit = Math.Clamp(Math.Max(bottom, top), 0, 1);
        }

        var (x1, x2) = (from.X + (enter * way.X), from.X + (exit * way.X));
        return x1 <= x2 ? (x1, x2) : (x2, x1);
    }
}
