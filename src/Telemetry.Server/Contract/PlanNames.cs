using System.Runtime.CompilerServices;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Contract;

/// <summary>What people call the places of a plan, found by id. Made once per plan.</summary>
internal sealed class PlanNames
{
    private static readonly ConditionalWeakTable<Plan, PlanNames> Made = [];

    private readonly Dictionary<string, Place> _places;

    private PlanNames(Plan plan) => _places = plan.Places.ToDictionary(place => place.Id);

    public static PlanNames Of(Plan plan) => Made.GetValue(plan, static p => new PlanNames(p));

    /// <summary>Null for a place of an older plan.</summary>
    public Place? FindPlace(string placeId) => _places.GetValueOrDefault(placeId);
}
