namespace Telemetry.Core.Geo;

/// <summary>
/// Cells that know which places reach into them. Two levels: tiles as large everywhere, and in each as many cells as
/// it has edges, so that a dense quarter far from anything else costs no more than an even city.
/// </summary>
internal sealed class CellGrid(TileFrame frame, Tile[] tiles, int[] cellStarts, CellEntry[] entries)
{
    /// <summary>Bytes held, vertices aside.</summary>
    public long Bytes => (8L * tiles.Length) + (4L * cellStarts.Length) + (12L * entries.Length);

    public TileFrame Frame => frame;

    public Tile TileAt(int column, int row) => tiles[(row * frame.Columns) + column];

    public ReadOnlySpan<CellEntry> Entries(int cell) =>
        entries.AsSpan(cellStarts[cell], cellStarts[cell + 1] - cellStarts[cell]);

    /// <summary>The cell under a point in tile units; false when it is off the frame.</summary>
    public bool TryFind(Vec point, out CellSpot spot)
    {
        if (!(point.X >= 0 && point.Y >= 0 && point.X < frame.Columns && point.Y < frame.Rows))
        {
            spot = default;
            return false;
        }

        var (column, row) = ((int)point.X, (int)point.Y);
        var tile = TileAt(column, row);
        spot = new CellSpot(column, row, tile.Along(point.X - column), tile.Along(point.Y - row), tile);
        return true;
    }
}
