namespace Telemetry.Core.Plans.Documents;

/// <summary>Turns a zone or post into a place.</summary>
internal sealed class PlaceReader(RuleReader rules, RuleSettings planSettings, IReadOnlySet<string> areaIds)
{
    /// <summary>Null when the feature has no id or no sound shape; every fault is listed.</summary>
    public Place? Read(PlanFeature feature)
    {
        var kind = feature.Type == PlanVocabulary.Zone ? PlaceKind.Zone : PlaceKind.Post;
        var name = feature.ReadText(PlanVocabulary.Name);
        var areaId = ReadArea(feature);
        var weight = feature.ReadNumber(PlanVocabulary.Weight) ?? 1;
        var overdue = RuleReader.RulesOf(feature, rules.ReadSettings(feature).Over(planSettings));
        PlaceShape? shape = kind == PlaceKind.Zone ? ReadZone(feature) : ReadPost(feature);
        return shape is not null && feature.Id is { } id
            ? new(id, name ?? id, kind, shape, areaId, weight, overdue, ShapeDigest.Of(shape))
            : null;
    }

    private string? ReadArea(PlanFeature feature)
    {
        if (feature.ReadId(PlanVocabulary.Area) is not { } areaId)
            return null;
        if (areaIds.Contains(areaId))
            return areaId;
        var hint = feature.Hint(areaId, areaIds);
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
