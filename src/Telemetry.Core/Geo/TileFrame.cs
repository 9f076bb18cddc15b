namespace Telemetry.Core.Geo;

/// <summary>The lattice of tiles over the ground that has places. In its own units a tile is a unit square.</summary>
internal readonly record struct TileFrame(Vec Origin, Vec TilesPerDegree, Vec DegreesPerTile, int Columns, int Rows)
{
    /// <summary>Ground around the outermost places, so that rounding on the frame's edge concerns none.</summary>
    private const double MarginDeg = 1e-7;

    public static TileFrame Over(Box ground, double tiles)
    {
        var width = ground.MaxX - ground.MinX + (2 * MarginDeg);
        var height = ground.MaxY - ground.MinY + (2 * MarginDeg);
        var edge = Math.Sqrt(width * height / Math.Max(1, tiles));
        // A strip thinner than a tile would ask for more tiles along it than were meant.
        var columns = (int)Math.Clamp(Math.Round(width / edge), 1, Math.Max(1, tiles));
        var rows = (int)Math.Clamp(Math.Round(height / edge), 1, Math.Max(1, tiles));
        return new TileFrame(
            new Vec(ground.MinX - MarginDeg, ground.MinY - MarginDeg),
            new Vec(columns / width, rows / height),
            new Vec(width / columns, height / rows),
            columns,
            rows);
    }

    /// <summary>Whether a point in tile units is on the frame.</summary>
    public bool Holds(Vec tiles) => tiles.X >= 0 && tiles.Y >= 0 && tiles.X < Columns && tiles.Y < Rows;

    public Vec ToTiles(Vec degrees) => Vec.Scaled(degrees - Origin, TilesPerDegree);

    public Vec ToDegrees(Vec tiles) => Origin + Vec.Scaled(tiles, DegreesPerTile);

    public Box ToTiles(Box degrees)
    {
        var (low, high) = (ToTiles(new Vec(degrees.MinX, degrees.MinY)), ToTiles(new Vec(degrees.MaxX, degrees.MaxY)));
        return new Box(low.X, low.Y, high.X, high.Y);
    }
}
