namespace Telemetry.Core.Geo;

/// <summary>
/// A rectangle of cells in a lattice of unit squares, ends included; empty when a last is before its first.
/// </summary>
internal readonly record struct CellRange(int FirstColumn, int FirstRow, int LastColumn, int LastRow)
{
    /// <summary>
    /// What is this near to a cell, in cells, is taken as touching it. Far more than rounding can move anything, so
    /// that every cell in question is found; one too many does no harm.
    /// </summary>
    public const double Slack = 1e-6;

    public int Columns => LastColumn - FirstColumn + 1;

    public int Count => Math.Max(0, Columns) * Math.Max(0, LastRow - FirstRow + 1);

    /// <summary>The cells that a box touches, of a lattice with so many columns and rows.</summary>
    public static CellRange Under(Box box, int columns, int rows) => new(
        First(box.MinX, columns), First(box.MinY, rows), Last(box.MaxX, columns), Last(box.MaxY, rows));

    public static int First(double low, int count) => (int)Math.Clamp(Math.Floor(low - Slack), 0, count);

    public static int Last(double high, int count) => (int)Math.Clamp(Math.Floor(high + Slack), -1, count - 1);
}
