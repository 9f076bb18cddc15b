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

    /// <summary>The number of the cell under a point in tile units; −1 when it is off the frame.</summary>
    public int CellAt(Vec point)
    {
        if (!frame.Holds(point))
            return -1;
        var (column, row) = (Floor(point.X), Floor(point.Y));
        var tile = TileAt(column, row);
        return tile.Cell(tile.Along(point.X - column), tile.Along(point.Y - row));
    }

    /// <summary>The same cell with all about its place; the point must be on the frame.</summary>
    public CellSpot SpotAt(Vec point)
    {
        var (column, row) = (Floor(point.X), Floor(point.Y));
        var tile = TileAt(column, row);
        return new CellSpot(column, row, tile.Along(point.X - column), tile.Along(point.Y - row), tile);
    }

    /// <summary>Without the care that a cast takes of numbers out of range, which is most of its cost.</summary>
    private static int Floor(double inRange) => double.ConvertToIntegerNative<int>(inRange);
}
