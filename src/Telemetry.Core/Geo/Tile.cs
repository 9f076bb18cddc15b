namespace Telemetry.Core.Geo;

/// <summary>A tile's own cells: a square of so many a side, more where edges are dense.</summary>
internal readonly record struct Tile(int FirstCell, int Side)
{
    public int Cell(int x, int y) => FirstCell + (y * Side) + x;

    /// <summary>Which of the cells along one side a distance from the corner, in tiles 0…1, falls into.</summary>
    public int Along(double offset) => Math.Min(double.ConvertToIntegerNative<int>(offset * Side), Side - 1);
}
