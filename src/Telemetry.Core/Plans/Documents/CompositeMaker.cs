using System.Collections.Immutable;
using NetTopologySuite.Operation.OverlayNG;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Makes one place of an area of which something is demanded as a whole: its zones together.</summary>
internal static class CompositeMaker
{
    /// <param name="places">All that could be read.</param>
    /// <param name="zones">All zones, the faulty ones too.</param>
    public static ImmutableArray<Place> MakeAll(
        IEnumerable<AreaSettings> areas, IReadOnlyList<Place> places, IEnumerable<PlanFeature> zones)
    {
        var wholes = areas.Where(area => area.IsWhole).ToList();
        if (wholes.Count == 0)
            return [];
        var shapes = places.Where(place => place.Kind == PlaceKind.Zone)
            .ToLookup(place => place.AreaId, place => ((PlaceShape.Area)place.Shape).Geometry);
        var named = zones.Select(zone => zone.PeekId(PlanVocabulary.Area)).ToHashSet();
        var composites = ImmutableArray.CreateBuilder<Place>();
        foreach (var area in wholes)
        {
            if (!named.Contains(area.Area.Id))
            {
                const string Reason = "no zone belongs to the area, so that it has no ground of its own";
                area.Feature.Fault(PlanVocabulary.AppliesTo.Name, PlanFaultCode.AreaWithoutZones, Reason);
            }

            var rules = new RuleMaker(area.Feature, area.Rules).Make();
            if (rules.IsEmpty || !shapes[area.Area.Id].Any())
                continue;
            var shape = new PlaceShape.Area(OverlayNGRobust.Union(shapes[area.Area.Id]));
            if (GeometryCheck.PassesTogether(shape.Geometry, area.Feature))
                composites.Add(Make(area, shape, rules));
        }

        return composites.ToImmutable();
    }

    private static Place Make(AreaSettings area, PlaceShape.Area shape, ImmutableArray<PlaceRule> rules)
    {
        var (id, name) = area.Area;
        CellCheck.Check(area.Feature, shape, rules);
        return new(
            Place.AreaPrefix + id, name, PlaceKind.Area, shape, id, area.Weight ?? 1, rules,
            ShapeDigest.Of(shape, area.Rules.Drones))
        {
            Drones = area.Rules.Drones,
        };
    }
}
