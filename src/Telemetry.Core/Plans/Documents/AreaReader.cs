namespace Telemetry.Core.Plans.Documents;

/// <summary>An area with what it says of rules.</summary>
/// <param name="IsWhole">They are demanded of it as one place, not of each of its places.</param>
/// <param name="Weight">Null when it does not say.</param>
internal sealed record AreaSettings(
    PlanFeature Feature, PlanArea Area, bool IsWhole, double? Weight, RuleSettings Rules);

/// <summary>Reads <c>area</c> features.</summary>
internal static class AreaReader
{
    /// <summary>By id; those without one are left out.</summary>
    public static Dictionary<string, AreaSettings> ReadAll(
        IEnumerable<PlanFeature> features, RuleReader rules, RuleSettings planSettings)
    {
        var areas = new Dictionary<string, AreaSettings>();
        foreach (var feature in features)
        {
            var name = feature.ReadText(PlanVocabulary.Name);
            var weight = feature.ReadNumber(PlanVocabulary.Weight);
            var isWhole = feature.ReadChoice(PlanVocabulary.AppliesTo) == PlanVocabulary.ToArea;
            var settings = rules.ReadSettings(feature, isWhole ? planSettings.WithoutDemands() : planSettings);
            // The outline of an area is for the map; it must still be one that a map can draw.
            if (feature.Geometry is not null)
                new GeometryReader(feature).ReadArea();
            if (feature.Id is { } id)
                areas.TryAdd(id, new(feature, new(id, name ?? id), isWhole, weight, settings));
        }

        return areas;
    }
}
