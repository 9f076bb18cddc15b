using NetTopologySuite.Operation.OverlayNG;

namespace Telemetry.Core.Plans;

/// <summary>An area as one place, also when nothing is demanded of it as a whole.</summary>
public static class AreaGround
{
    /// <summary>Null when the plan has no such area, or no zone in it.</summary>
    public static Place? Of(Plan plan, string areaId)
    {
        var id = Place.AreaPrefix + areaId;
        if (plan.Composites.FirstOrDefault(place => place.Id == id) is { } whole)
            return whole;
        var shapes = plan.Places.Where(place => place.AreaId == areaId && place.Kind == PlaceKind.Zone)
            .Select(place => ((PlaceShape.Area)place.Shape).Geometry).ToList();
        if (shapes.Count == 0 || plan.Areas.FirstOrDefault(area => area.Id == areaId) is not { } area)
            return null;
        var shape = new PlaceShape.Area(OverlayNGRobust.Union(shapes));
        return new Place(id, area.Name, PlaceKind.Area, shape, areaId, 1, [], "");
    }
}
