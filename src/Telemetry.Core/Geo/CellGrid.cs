namespace Telemetry.Core.Geo;

/// <summary>A tile's own cells: a square of <paramref name="Side"/> by <paramref name="Side"/>, finer where edges are dense.</summary>
internal readonly record struct Tile(int FirstCell, int Side);

/// <summary>
/// Cells that know which places reach into them. Two levels: tiles as large everywhere, and in each as many cells as it has
/// edges, so that a dense quarter far from anything else costs no more than an even city.
/// </summary>
internal sealed class CellGrid(TileFrame frame, Tile[] tiles, int[] cellStarts, CellEntry[] entries)
{
    /// <summary>Bytes held, vertices aside.</summary>
    public long Bytes => (8L * tiles.Length) + (4L * cellStarts.Length) + (12L * entries.Length);

    public TileFrame Frame => frame;

    public Tile TileAt(int column, int row) => tiles[(row * frame.Columns) + column];

    public ReadOnlySpan<CellEntry> Entries(int cell) =>
        entries.AsSpan(cellStarts[cell], cellStarts[cell + 1] - cellStarts[cell]);

    /// <summary>The cell under a point in tile units; −1 when it is off the frame.</summary>
    public int CellAt(Vec point)
    {
        if (!(point.X >= 0 && point.Y >= 0 && point.X < frame.Columns && point.Y < frame.Rows))
            return -1;
        var (column, row) = ((int)point.X, (int)point.Y);
        var tile = TileAt(column, row);
        var x = Math.Min(tile.Side - 1, (int)((point.X - column) * tile.Side));
        var y = Math.Min(tile.Side - 1, (int)((point.Y - row) * tile.Side));
        return tile.FirstCell + (y * tile.Side) + x;
    }

    /// <summary>The centre, in degrees, of the cell under a point in tile units.</summary>
    public Vec CenterAt(Vec point)
    {
        var (column, row) = ((int)point.X, (int)point.Y);
        var side = TileAt(column, row).Side;
        var x = Math.Min(side - 1, (int)((point.X - column) * side));
        var y = Math.Min(side - 1, (int)((point.Y - row) * side));
        return CenterOf(frame, column, row, side, x, y);
    }

    /// <summary>One formula for building and asking, so that both mean the same point to the last bit.</summary>
    public static Vec CenterOf(TileFrame frame, int column, int row, int side, int x, int y) =>
        frame.ToDegrees(new Vec(column + ((x + 0.5) / side), row + ((y + 0.5) / side)));
}
