namespace Telemetry.Core.Geo;

/// <summary>Lays tiles over the places and fills them.</summary>
internal static class CellGridBuilder
{
    private const double PlacesPerTile = 16;

    /// <summary>
    /// Pairs of tile and place, per place and per edge, above which tiles are made larger: a bound on memory when
    /// places lie over each other.
    /// </summary>
    private const long PairsPerPlace = 16;
    private const long PairsPerEdge = 1;

    public static CellGrid Build(PlaceTable places)
    {
        var frame = Lay(places);
        var (starts, placed) = Place(places, frame);
        var tiles = new Tile[frame.Columns * frame.Rows];
        var cellStarts = new List<int>();
        var entries = new List<CellEntry>();
        var filler = new TileFiller(places, frame);
        for (var i = 0; i < tiles.Length; i++)
        {
            var inTile = placed.AsSpan(starts[i], starts[i + 1] - starts[i]);
            var firstCell = cellStarts.Count;
            var side = filler.Fill(i % frame.Columns, i / frame.Columns, inTile, cellStarts, entries);
            tiles[i] = new Tile(firstCell, side);
        }

        cellStarts.Add(entries.Count);
        return new CellGrid(frame, tiles, [.. cellStarts], [.. entries]);
    }

    private static TileFrame Lay(PlaceTable places)
    {
        var ground = Box.Empty;
        for (var place = 0; place < places.Count; place++)
            ground = ground.Including(places.Bounds(place));
        if (ground.IsEmpty)
            ground = new Box(0, 0, 0, 0);

        var most = (PairsPerPlace * places.Count) + (PairsPerEdge * places.Vertices.Length);
        for (var tiles = places.Count / PlacesPerTile; ; tiles /= 2)
        {
            var frame = TileFrame.Over(ground, tiles);
            var pairs = 0L;
            for (var place = 0; place < places.Count; place++)
                pairs += Under(places, frame, place).Count;
            if (pairs <= most || tiles <= 1)
                return frame;
        }
    }

    private static CellRange Under(PlaceTable places, TileFrame frame, int place) =>
        CellRange.Under(frame.ToTiles(places.Bounds(place)), frame.Columns, frame.Rows);

    /// <summary>The places near each tile, ascending, tile after tile.</summary>
    private static (int[] Starts, int[] Placed) Place(PlaceTable places, TileFrame frame)
    {
        var starts = new int[(frame.Columns * frame.Rows) + 1];
        ForEachPair(places, frame, (tile, _) => starts[tile + 1]++);
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];
        var placed = new int[starts[^1]];
        var next = starts.ToArray();
        ForEachPair(places, frame, (tile, place) => placed[next[tile]++] = place);
        return (starts, placed);
    }

    private static void ForEachPair(PlaceTable places, TileFrame frame, Action<int, int> visit)
    {
        for (var place = 0; place < places.Count; place++)
        {
            var range = Under(places, frame, place);
            for (var row = range.FirstRow; row <= range.LastRow; row++)
                for (var column = range.FirstColumn; column <= range.LastColumn; column++)
                    visit((row * frame.Columns) + column, place);
        }
    }
}
