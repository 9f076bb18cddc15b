namespace Telemetry.Core.Geo;

/// <summary>What a cell says about one place and the leg in hand. Sorts by place, then along the leg.</summary>
/// <param name="At">0…1 where an edge crosses the leg, or one of the two marks.</param>
/// <param name="Edge">Tells an edge seen from two cells from two edges; 0 for a mark.</param>
internal readonly record struct Crossing(int Place, double At, int Edge) : IComparable<Crossing>
{
    /// <summary>The leg starts inside the place.</summary>
    private const double StartsInside = -1;

    /// <summary>The cell cannot tell for sure: the whole shape must be asked.</summary>
    private const double AskTheShape = -2;

    public bool IsStart => At == StartsInside;

    public bool IsDoubt => At == AskTheShape;

    public static Crossing Start(int place) => new(place, StartsInside, 0);

    public static Crossing Doubt(int place) => new(place, AskTheShape, 0);

    public int CompareTo(Crossing other)
    {
        if (Place != other.Place)
            return Place < other.Place ? -1 : 1;
        return At < other.At ? -1 : At > other.At ? 1 : Edge.CompareTo(other.Edge);
    }
}
