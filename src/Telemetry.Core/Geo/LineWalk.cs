namespace Telemetry.Core.Geo;

/// <summary>
/// The cells that a straight line touches, row by row, in a lattice of unit squares. Never one too few; a neighbour
/// that the line only comes near to may be among them.
/// </summary>
internal ref struct LineWalk
{
    private readonly Vec _from;
    private readonly Vec _way;
    private readonly int _columns;
    private readonly int _lastRow;
    private int _lastColumn;

    public LineWalk(Vec from, Vec to, int columns, int rows)
    {
        (_from, _columns) = (from, columns);
        _way = to - from;
        _lastRow = CellRange.Last(Math.Max(from.Y, to.Y), rows);
        Row = CellRange.First(Math.Min(from.Y, to.Y), rows) - 1;
        (Column, _lastColumn) = (0, -1);
    }

    public int Row { get; private set; }

    public int Column { get; private set; }

    public bool MoveNext()
    {
        if (++Column <= _lastColumn)
            return true;
        while (Row < _lastRow)
        {
            Row++;
            var (low, high) = Across(Row);
            Column = CellRange.First(low, _columns);
            _lastColumn = CellRange.Last(high, _columns);
            if (Column <= _lastColumn)
                return true;
        }

        return false;
    }

    /// <summary>Where the line is, from west to east, while it is in a row.</summary>
    private readonly (double Low, double High) Across(int row)
    {
        var (enter, exit) = (0d, 1d);
        if (_way.Y != 0)
        {
            var bottom = (row - CellRange.Slack - _from.Y) / _way.Y;
            var top = (row + 1 + CellRange.Slack - _from.Y) / _way.Y;
            enter = Math.Clamp(Math.Min(bottom, top), 0, 1);
            exit = Math.Clamp(Math.Max(bottom, top), 0, 1);
        }

        var (x1, x2) = (_from.X + (enter * _way.X), _from.X + (exit * _way.X));
        return x1 <= x2 ? (x1, x2) : (x2, x1);
    }
}
