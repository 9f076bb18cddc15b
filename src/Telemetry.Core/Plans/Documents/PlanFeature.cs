using System.Text.Json;

namespace Telemetry.Core.Plans.Documents;

/// <summary>
/// One feature being read. Each reading method gives the value, or null when it is absent or wrong; what is wrong has
/// then been listed.
/// </summary>
/// <param name="number">Counts the document's features from 1.</param>
/// <param name="id">Null when it has none or a bad one.</param>
internal sealed class PlanFeature(FeatureType type, int number, string? id, JsonElement feature, FaultList faults)
{
    private readonly JsonElement _properties = feature.GetProperty("properties");

    public FeatureType Type => type;

    public string? Id => id;

    /// <summary>That it has no id has been listed already.</summary>
    public bool HasBadId { get; init; }

    /// <summary>Null when it has no geometry.</summary>
    public JsonElement? Geometry =>
        feature.TryGetProperty("geometry", out var geometry) && geometry.ValueKind is not JsonValueKind.Null
            ? geometry
            : null;

    /// <summary>How faults call a feature.</summary>
    public static string LabelOf(string? id, int number) => id ?? $"#{number}";

    public void Fault(string property, string code, string reason) =>
        faults.Add(number, LabelOf(id, number), property, code, reason);

    /// <summary>What a name may have been meant to be, to append to a reason; mostly empty.</summary>
    public string Hint(string written, IEnumerable<string> known) =>
        faults.IsFull ? "" : NearestName.Hint(written, known);

    public string? ReadText(Property property, int maxLength = Limits.NameLength)
    {
        if (Find(property) is not { } value)
            return null;
        if (!JsonText.TryRead(value, out var text))
        {
            Fault(property.Name, PlanFaultCode.WrongValueType, $"must be text, not {JsonText.Describe(value)}");
            return null;
        }

        if (text.Length <= maxLength && !text.Any(char.IsControl))
            return text;
        var rule = $"must have at most {maxLength} characters and no control characters";
        Fault(property.Name, PlanFaultCode.BadText, rule);
        return null;
    }

    /// <summary>The id of something, which must be one by its form; an integer is taken by its digits.</summary>
    public string? ReadId(Property.Id property)
    {
        if (Find(property) is not { } value)
            return null;
        if (PlanId.TryRead(value, out var read))
            return read;
        Fault(property.Name, PlanFaultCode.BadId, PlanId.Rule(value));
        return null;
    }

    /// <summary>One of the property's words, as it is written there.</summary>
    public string? ReadChoice(Property.Choice property)
    {
        if (ReadText(property) is not { } word)
            return null;
        if (property.Of.Contains(word))
            return word;
        var reason = $"must be {string.Join(" or ", property.Of)}{Hint(word, property.Of)}";
        Fault(property.Name, PlanFaultCode.UnknownWord, reason);
        return null;
    }

    public bool Has(Property property) => Find(property) is not null;

    /// <summary>The id of something else, without a word about a bad one.</summary>
    public string? PeekId(Property.Id property) =>
        Find(property) is { } value && PlanId.TryRead(value, out var read) ? read : null;

    /// <summary>A text, without a word about what is none.</summary>
    public string? PeekText(Property property) =>
        Find(property) is { } value && JsonText.TryRead(value, out var text) ? text : null;

    public double? ReadNumber(Property.Number property)
    {
        if (Find(property) is not { } value)
            return null;
        if (value.ValueKind is not JsonValueKind.Number)
        {
            var reason = $"must be a number, not {JsonText.Describe(value)}";
            Fault(property.Name, PlanFaultCode.WrongValueType, reason);
            return null;
        }

        var number = value.GetDouble();
        if (property.Holds(number))
            return number;
        var orZero = property.ZeroToo ? "0, or " : "";
        var whole = property.IsWhole ? "a whole number " : "";
        Fault(
            property.Name, PlanFaultCode.OutOfRange,
            $"must be {orZero}{whole}from {property.Min:0.###} to {property.Max:0.###}, not {number:G6}");
        return null;
    }

    /// <summary>Words separated by commas, or an array of texts; lower-cased, none of them empty.</summary>
    public IReadOnlyList<string>? ReadWords(Property.Words property)
    {
        if (Find(property) is not { } value)
            return null;
        var texts = value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        var words = new List<string>();
        foreach (var element in texts)
        {
            if (!JsonText.TryRead(element, out var text))
            {
                var reason = $"must be text, or an array of texts, not {JsonText.Describe(element)}";
                Fault(property.Name, PlanFaultCode.WrongValueType, reason);
                return null;
            }

            words.AddRange(text.ToLowerInvariant()
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return words.Count > 0 ? words : null;
    }

    /// <summary>Lists the properties that it must have and those that it must not have.</summary>
    public void CheckNames()
    {
        foreach (var property in type.Properties.Where(property => property.IsRequired && Find(property) is null))
            Fault(property.Name, PlanFaultCode.MissingProperty, $"a {type.Name} must have `{property.Name}`");

        foreach (var property in _properties.EnumerateObject())
        {
            // Attribute tables hold every column for every row: null says nothing and can switch nothing off.
            var name = property.Name;
            if (property.Value.ValueKind is JsonValueKind.Null || type.Has(name) || PlanVocabulary.IsNotOurs(name))
                continue;
            var hint = Hint(name, type.Properties.Select(known => known.Name));
            var shown = name.Length <= Limits.IdLength ? name : name[..Limits.IdLength];
            Fault(shown, PlanFaultCode.UnknownProperty, $"a {type.Name} has no property `{shown}`{hint}");
        }
    }

    private JsonElement? Find(Property property) =>
        _properties.TryGetProperty(property.Name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value
            : null;
}
