namespace Telemetry.Core.Geo;

/// <summary>A leg is inside a place from one fraction of its way to another.</summary>
/// <param name="Place">The place's ordinal in the list that the index was built from.</param>
/// <param name="Enter">0…1 along the leg.</param>
/// <param name="Exit">Not before <paramref name="Enter"/>, equal to it when the leg only touches.</param>
public readonly record struct LegHit(int Place, double Enter, double Exit);
