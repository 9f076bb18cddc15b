namespace Telemetry.Core.Geo;

/// <summary>A cell of the grid: its tile, and its place in there.</summary>
internal readonly record struct CellSpot(int Column, int Row, int X, int Y, Tile Tile)
{
    public int Cell => Tile.Cell(X, Y);

    /// <summary>
    /// The cells of one tile between two of its cells, which a straight way between these cannot leave.
    /// </summary>
    public CellRange To(CellSpot other) => new(
        Math.Min(X, other.X), Math.Min(Y, other.Y), Math.Max(X, other.X), Math.Max(Y, other.Y));

    public bool SharesTileWith(CellSpot other) => Column == other.Column && Row == other.Row;

    /// <summary>
    /// In degrees. One formula for building and asking, so that both mean the same point to the last bit.
    /// </summary>
    public Vec Center(TileFrame frame)
    {
        var cellEdge = 1.0 / Tile.Side;
        return frame.ToDegrees(new Vec(Column + ((X + 0.5) * cellEdge), Row + ((Y + 0.5) * cellEdge)));
    }
}
