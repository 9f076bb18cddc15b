using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

public enum PlaceKind : byte
{
    Zone = 1,
    Post = 2,

    /// <summary>The zones of a composite area as one place.</summary>
    Area = 3,

    Fence = 4,
}

/// <summary>Ground that presences are told of, with what is demanded there.</summary>
/// <param name="Id">Unique in the plan, without the <c>places/</c> prefix. Those of composites and fences begin with
/// <see cref="AreaPrefix"/> and <see cref="FencePrefix"/>, whose colon no other id holds.</param>
/// <param name="AreaId">The composite area it belongs to, for rolling up; null when none.</param>
/// <param name="Weight">Priority among places, 1 when not set.</param>
/// <param name="Digest">Stands for everything that its presences follow from: equal digests, equal presences.</param>
public sealed record Place(
    string Id,
    string Name,
    PlaceKind Kind,
    PlaceShape Shape,
    string? AreaId,
    double Weight,
    ImmutableArray<PlaceRule> Rules,
    string Digest)
{
    public const string AreaPrefix = "area:";
    public const string FencePrefix = "fence:";

    /// <summary>How drones are present.</summary>
    public DronePresence Drones { get; init; }
}
