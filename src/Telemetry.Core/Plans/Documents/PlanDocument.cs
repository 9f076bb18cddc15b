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
        CheckLimit("fences", features[PlanVocabulary.FenceType].Count(), Limits.PlanFences, faults);
        CheckLimit("devices", deviceCount, Limits.PlanDevices, faults);
        CheckLimit("duty windows", features[PlanVocabulary.DutyType].Count(), Limits.PlanDutyWindows, faults);
        var plan = Build(json.RootElement, features, places, faults);
        return new(faults.Count == 0 ? plan : null, faults.Listed, faults.Count, places.Count, deviceCount);
    }

    private static Plan Build(
        JsonElement root, ILookup<FeatureType, PlanFeature> features, List<PlanFeature> places, FaultList faults)
    {
        CheckIds(features, places);
        var rules = new RuleReader(DutyReader.ReadSchedules(features[PlanVocabulary.DutyType]));
        var (name, settings) = ReadPlan(features[PlanVocabulary.Plan], rules);
        var areas = AreaReader.ReadAll(features[PlanVocabulary.AreaType], rules, settings);
        var placeReader = new PlaceReader(rules, settings, areas);
        ImmutableArray<Place> read = [.. places.Select(placeReader.Read).OfType<Place>()];
        var roster = RosterReader.ReadRoster(features[PlanVocabulary.Device], rules, settings.Duty);
        var fenceReader = new FenceReader(rules, settings.Duty, features[PlanVocabulary.Device]);
        var plan = new Plan(
            name ?? NameOf(root),
            read,
            [.. areas.Values.Select(area => area.Area)],
            roster,
            RosterReader.ReadKinds(features[PlanVocabulary.KindType]))
        {
            Composites = CompositeMaker.MakeAll(areas.Values, read, features[PlanVocabulary.Zone]),
            Fences = [.. features[PlanVocabulary.FenceType].Select(fenceReader.Read).OfType<Place>()],
        };
        var cells = plan.Grounds.Sum(place => CellCheck.CellsOf(place.Shape, place.Rules));
        CheckLimit("cells whose cover is asked for", cells, Limits.PlanCells, faults);
        return plan;
    }

    private static void CheckIds(ILookup<FeatureType, PlanFeature> features, List<PlanFeature> places)
    {
        var (areas, devices) = (features[PlanVocabulary.AreaType], features[PlanVocabulary.Device]);
        var fences = features[PlanVocabulary.FenceType];
        IdCheck.CheckPresent(places.Concat(areas).Concat(fences).Concat(devices));
        foreach (var named in (IEnumerable<PlanFeature>[])
            [places, areas, fences, devices, features[PlanVocabulary.DutyType]])
            IdCheck.CheckDifferent(named);
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
            settings = rules.ReadSettings(feature, RuleSettings.Default);
        }

        return (name, settings ?? RuleSettings.Default);
    }

    private static void CheckLimit(string what, double count, int limit, FaultList faults)
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
