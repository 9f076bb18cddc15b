namespace Telemetry.Core.Geo;

/// <summary>
/// What one cell of the grid knows of one place: that it covers the cell, that it is a disc near it, or a chain of its
/// edges that pass through. A place with several chains in a cell has several entries in a row.
/// </summary>
internal readonly struct CellEntry
{
    private const int DiscMark = -1;

    /// <summary>Number of edges, doubled, plus 1 when the cell's centre is inside.</summary>
    private readonly int _edgesAndCenter;

    private CellEntry(int place, int firstVertex, int edgesAndCenter) =>
        (Place, FirstVertex, _edgesAndCenter) = (place, firstVertex, edgesAndCenter);

    public int Place { get; }

    /// <summary>Where the chain starts among the vertices of all places.</summary>
    public int FirstVertex { get; }

    public int Edges => _edgesAndCenter >> 1;

    public bool HasCenter => (_edgesAndCenter & 1) != 0;

    public bool IsCover => _edgesAndCenter == 1;

    public bool IsDisc => _edgesAndCenter == DiscMark;

    public static CellEntry Cover(int place) => new(place, 0, 1);

    public static CellEntry Disc(int place) => new(place, 0, DiscMark);

    public static CellEntry Chain(int place, int firstVertex, int edges, bool hasCenter) =>
        new(place, firstVertex, (edges << 1) | (hasCenter ? 1 : 0));
}
