using System.Runtime.CompilerServices;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Contract;

/// <summary>What people call the subjects of a plan, found by id. Made once per plan.</summary>
internal sealed class PlanNames
{
    private const double NoWeight = 1;

    private static readonly ConditionalWeakTable<Plan, PlanNames> Made = [];

    private readonly Plan _plan;
    private readonly Dictionary<string, Place> _grounds;

    private PlanNames(Plan plan)
    {
        _plan = plan;
        _grounds = plan.Grounds.ToDictionary(place => place.Id);
    }

    public static PlanNames Of(Plan plan) => Made.GetValue(plan, static p => new PlanNames(p));

    /// <summary>A zone, post, composite or fence by the domain's id; null for one of an older plan.</summary>
    public Place? FindGround(string id) => _grounds.GetValueOrDefault(id);

    /// <summary>A zone or post; null for one of an older plan.</summary>
    public Place? FindPlace(string placeId) =>
        FindGround(placeId) is { Kind: PlaceKind.Zone or PlaceKind.Post } place ? place : null;

    /// <summary>Name of the place or area, or call sign of the device; empty when the plan has none.</summary>
    public string NameOf(GapKind kind, string subjectId)
    {
        if (!kind.IsOfDevice())
            return FindGround(subjectId)?.Name ?? "";
        return _plan.Roster.TryGetValue(subjectId, out var entry) ? entry.CallSign : "";
    }

    /// <summary>Id of the area of a gap's subject, or of the area that it is; empty when none.</summary>
    public string AreaOf(GapKind kind, string subjectId)
    {
        if (kind.IsOfDevice())
            return "";
        return ResourceNames.TryCut(subjectId, Place.AreaPrefix, out var areaId)
            ? areaId
            : FindGround(subjectId)?.AreaId ?? "";
    }

    /// <summary>How much a gap weighs among others.</summary>
    public double WeightOf(GapKind kind, string subjectId, string ruleId)
    {
        var ground = kind switch
        {
            GapKind.Breach => FindGround(Place.FencePrefix + ruleId),
            _ when kind.IsOfDevice() => null,
            _ => FindGround(subjectId),
        };
        return ground?.Weight ?? NoWeight;
    }
}
