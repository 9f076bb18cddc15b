namespace Telemetry.Core.Geo;

/// <summary>A cell of the grid: its tile, and its place in there.</summary>
internal readonly record struct CellSpot(int Column, int Row, int X, int Y, Tile Tile)
{
    public int Cell => Tile.Cell(X, Y);

    /// <summary>
    /// In one row or column of one tile: a straight way between points of both stays in the cells between.
    /// </summary>
    public bool IsInLineWith(CellSpot other) =>
        Column == other.Column && Row == other.Row && (X == other.X || Y == other.Y);

    /// <summary>
    /// In degrees. One formula for building and asking, so that both mean the same point to the last bit.
    /// </summary>
    public Vec Center(TileFrame frame) => frame.ToDegrees(
        new Vec(Column + ((X + 0.5) / Tile.Side), Row + ((Y + 0.5) / Tile.Side)));
}
