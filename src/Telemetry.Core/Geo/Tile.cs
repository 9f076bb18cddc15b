namespace Telemetry.Core.Geo;

/// <summary>A tile's own cells: a square of so many a side, more where edges are dense.</summary>
internal readonly record struct Tile(int FirstCell, int Side)
{
    public int Cell(int x, int y) => FirstCell + (y * Side) + x;

    /// <summary>Which of the cells along one side a distance from the corner, in tiles, falls into.</summary>
    public int Along(double offset) => Math.Clamp((int)(offset * Side), 0, Side - 1);
}
