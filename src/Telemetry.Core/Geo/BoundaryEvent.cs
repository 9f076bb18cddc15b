namespace Telemetry.Core.Geo;

/// <summary>A place's boundary meets the leg.</summary>
/// <param name="At">0…1 along the leg.</param>
/// <param name="FlipsLeft">Ground just left of the leg goes from inside to outside here, or the other way.</param>
/// <param name="FlipsRight">The same just right of it.</param>
/// <param name="Along">+1 where an edge begins to run along the leg, −1 where it ends.</param>
internal readonly record struct BoundaryEvent(double At, bool FlipsLeft, bool FlipsRight, int Along)
    : IComparable<BoundaryEvent>
{
    public int CompareTo(BoundaryEvent other) => At.CompareTo(other.At);
}
