using System.Collections.Immutable;
using System.Text.Json;

namespace Telemetry.Core.Plans.Documents;

/// <summary>
/// A plan as a GeoJSON FeatureCollection in which everything is a feature with a property <c>type</c>, flat enough for
/// the attribute table of any map editor. src/plans/README.md tells every property, src/plans/plan.schema.json too.
/// </summary>
public static class PlanDocument
{
    /// <summary>Reads the whole document and lists every fault; one fault and there is no plan.</summary>
    public static PlanParseResult Parse(ReadOnlyMemory<byte> geoJson)
    {
        var faults = new FaultList();
        using var json = JsonEnvelope.Open(geoJson, faults);
        if (json is null)
            return new(null, faults.Listed, faults.Count, 0, 0);

        var features = new FeatureReader(faults)
            .ReadAll(json.RootElement.GetProperty("features"))
            .ToLookup(feature => feature.Type);
        var places = features[PlanVocabulary.Zone].Concat(features[PlanVocabulary.Post]).ToList();
        var deviceCount = features[PlanVocabulary.Device].Count();
        CheckLimit("zones and posts", places.Count, Limits.PlanPlaces, faults);
        CheckLimit("areas", features[PlanVocabulary.AreaType].Count(), Limits.PlanAreas, faults);
        CheckLimit("devices", deviceCount, Limits.PlanDevices, faults);
        CheckLimit("duty windows", features[PlanVocabulary.DutyType].Count(), Limits.PlanDutyWindows, faults);
        var plan = Build(json.RootElement, features, places);
        return new(faults.Count == 0 ? plan : null, faults.Listed, faults.Count, places.Count, deviceCount);
    }

    private static Plan Build(JsonElement root, ILookup<FeatureType, PlanFeature> features, List<PlanFeature> places)
    {
        var (areas, devices) = (features[PlanVocabulary.AreaType], features[PlanVocabulary.Device]);
        IdCheck.CheckPresent(places.Concat(areas).Concat(devices));
        foreach (var named in (IEnumerable<PlanFeature>[])[places, areas, devices, features[PlanVocabulary.DutyType]])
            IdCheck.CheckDifferent(named);

        var rules = new RuleReader(DutyReader.ReadSchedules(features[PlanVocabulary.DutyType]));
        var (name, settings) = ReadPlan(features[PlanVocabulary.Plan], rules);
        var planAreas = ReadAreas(areas);
        var placeReader = new PlaceReader(rules, settings, planAreas.Select(area => area.Id).ToHashSet());
        return new(
            name ?? NameOf(root),
            [.. places.Select(placeReader.Read).OfType<Place>()],
            planAreas,
            RosterReader.ReadRoster(devices, rules, settings.Duty!),
            RosterReader.ReadKinds(features[PlanVocabulary.KindType]));
    }

    private static (string? Name, RuleSettings Settings) ReadPlan(IEnumerable<PlanFeature> features, RuleReader rules)
    {
        string? name = null;
        RuleSettings? settings = null;
        foreach (var feature in features)
        {
            if (settings is not null)
            {
                var reason = "another feature is the plan already";
                feature.Fault(PlanVocabulary.Type.Name, PlanFaultCode.DuplicateFeature, reason);
            }

            name = feature.ReadText(PlanVocabulary.Name);
            settings = rules.ReadSettings(feature);
        }

        return (name, (settings ?? RuleSettings.Default).Over(RuleSettings.Default));
    }

    private static ImmutableArray<PlanArea> ReadAreas(IEnumerable<PlanFeature> features)
    {
        var areas = ImmutableArray.CreateBuilder<PlanArea>();
        foreach (var feature in features)
        {
            var name = feature.ReadText(PlanVocabulary.Name);
            // The outline of an area is for the map; it must still be one that a map can draw.
            if (feature.Geometry is not null)
                new GeometryReader(feature).ReadArea();
            if (feature.Id is { } id)
                areas.Add(new(id, name ?? id));
        }

        return areas.ToImmutable();
    }

    private static void CheckLimit(string what, int count, int limit, FaultList faults)
    {
        if (count > limit)
            faults.Add(0, null, "features", PlanFaultCode.TooMany, $"{count:N0} {what}; at most {limit:N0}");
    }

    /// <summary>The layer's name, which editors write beside the features.</summary>
    private static string NameOf(JsonElement root) =>
        root.TryGetProperty("name", out var element) && JsonText.TryRead(element, out var name)
        && name.Length <= Limits.NameLength && !name.Any(char.IsControl)
            ? name
            : "";
}
