using System.Text.Json;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Turns the members of <c>features</c> into features of a known type, their names checked.</summary>
internal sealed class FeatureReader(FaultList faults)
{
    public List<PlanFeature> ReadAll(JsonElement collection)
    {
        var features = new List<PlanFeature>();
        var number = 0;
        foreach (var element in collection.EnumerateArray())
        {
            if (Read(element, ++number) is not { } feature)
                continue;
            feature.CheckNames();
            features.Add(feature);
        }

        return features;
    }

    private PlanFeature? Read(JsonElement element, int number)
    {
        if (!IsFeature(element, out var properties))
        {
            var reason = "must be a GeoJSON Feature: an object of type `Feature` with `properties`";
            faults.Add(number, PlanFeature.LabelOf(null, number), "features", PlanFaultCode.NotAFeature, reason);
            return null;
        }

        var id = ReadId(element, properties, out var written);
        if (ReadType(properties, number, PlanFeature.LabelOf(id, number)) is not { } type)
            return null;

        var hasBadId = id is null && written is not null;
        var feature = new PlanFeature(type, number, id, element, faults) { HasBadId = hasBadId };
        if (hasBadId)
            feature.Fault(PlanVocabulary.Id.Name, PlanFaultCode.BadId, PlanId.Rule(written!.Value));
        return feature;
    }

    private static bool IsFeature(JsonElement element, out JsonElement properties)
    {
        properties = default;
        return element.ValueKind is JsonValueKind.Object
            && element.TryGetProperty("type", out var type) && type.ValueKind is JsonValueKind.String
            && type.ValueEquals("Feature")
            && element.TryGetProperty("properties", out properties) && properties.ValueKind is JsonValueKind.Object;
    }

    /// <summary>The property comes before GeoJSON's member of that name, which editors like to number anew.</summary>
    private static string? ReadId(JsonElement element, JsonElement properties, out JsonElement? written)
    {
        written = null;
        foreach (var holder in (ReadOnlySpan<JsonElement>)[properties, element])
        {
            if (!holder.TryGetProperty(PlanVocabulary.Id.Name, out var value) || value.ValueKind is JsonValueKind.Null)
                continue;
            written = value;
            return PlanId.TryRead(value, out var id) ? id : null;
        }

        return null;
    }

    private FeatureType? ReadType(JsonElement properties, int number, string label)
    {
        const string Known = "plan, zone, post, area, fence, device, duty or kind";
        if (!properties.TryGetProperty(PlanVocabulary.Type.Name, out var value)
            || value.ValueKind is JsonValueKind.Null)
        {
            var reason = $"every feature must say what it is: {Known}";
            faults.Add(number, label, PlanVocabulary.Type.Name, PlanFaultCode.MissingProperty, reason);
            return null;
        }

        if (!JsonText.TryRead(value, out var name))
        {
            var reason = $"must be text ({Known}), not {JsonText.Describe(value)}";
            faults.Add(number, label, PlanVocabulary.Type.Name, PlanFaultCode.WrongValueType, reason);
            return null;
        }

        if (PlanVocabulary.Types.TryGetValue(name, out var type))
            return type;
        var hint = faults.IsFull ? "" : NearestName.Hint(name, PlanVocabulary.Types.Keys);
        faults.Add(number, label, PlanVocabulary.Type.Name, PlanFaultCode.UnknownType, $"must be {Known}{hint}");
        return null;
    }
}
