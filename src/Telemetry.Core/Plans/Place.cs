using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

public enum PlaceKind : byte
{
    Zone = 1,
    Post = 2,
}

/// <summary>A zone to patrol or a post to visit, with what is demanded of it.</summary>
/// <param name="Id">Unique in the plan, without the <c>places/</c> prefix.</param>
/// <param name="AreaId">The composite area it belongs to, for rolling up; null when none.</param>
/// <param name="Weight">Priority among places, 1 when not set.</param>
/// <param name="Digest">Stands for the shape's exact content: equal shapes have equal digests.</param>
public sealed record Place(
    string Id,
    string Name,
    PlaceKind Kind,
    PlaceShape Shape,
    string? AreaId,
    double Weight,
    ImmutableArray<OverdueRule> Rules,
    string Digest);
