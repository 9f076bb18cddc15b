namespace Telemetry.Core.Plans.Documents;

/// <summary>Turns a zone or post into a place.</summary>
internal sealed class PlaceReader(
    RuleReader rules, RuleSettings planSettings, IReadOnlyDictionary<string, AreaSettings> areas)
{
    /// <summary>Null when the feature has no id or no sound shape; every fault is listed.</summary>
    public Place? Read(PlanFeature feature)
    {
        var kind = feature.Type == PlanVocabulary.Zone ? PlaceKind.Zone : PlaceKind.Post;
        var name = feature.ReadText(PlanVocabulary.Name);
        var area = ReadArea(feature);
        var defaults = area is { IsWhole: false } ? area : null;
        var weight = feature.ReadNumber(PlanVocabulary.Weight) ?? defaults?.Weight ?? 1;
        var settings = rules.ReadSettings(feature, defaults?.Rules ?? planSettings);
        var made = new RuleMaker(feature, settings).Make();
        PlaceShape? shape = kind == PlaceKind.Zone ? ReadZone(feature) : ReadPost(feature);
        if (shape is null)
            return null;
        CellCheck.Check(feature, shape, made);
        return feature.Id is { } id
            ? new(id, name ?? id, kind, shape, area?.Area.Id, weight, made, ShapeDigest.Of(shape, settings.Drones))
            {
                Drones = settings.Drones,
            }
            : null;
    }

    private AreaSettings? ReadArea(PlanFeature feature)
    {
        if (feature.ReadId(PlanVocabulary.Area) is not { } areaId)
            return null;
        if (areas.TryGetValue(areaId, out var area))
            return area;
        var hint = feature.Hint(areaId, areas.Keys);
        feature.Fault(PlanVocabulary.Area.Name, PlanFaultCode.UnknownArea, $"no area has the id `{areaId}`{hint}");
        return null;
    }

    private static PlaceShape.Area? ReadZone(PlanFeature feature) =>
        new GeometryReader(feature).ReadArea() is { } area ? new PlaceShape.Area(area) : null;

    private static PlaceShape.Disc? ReadPost(PlanFeature feature)
    {
        var radiusM = feature.ReadNumber(PlanVocabulary.RadiusM);
        var center = new GeometryReader(feature).ReadPoint();
        return radiusM is null || center is null ? null : new PlaceShape.Disc(center.Value, radiusM.Value);
    }
}
