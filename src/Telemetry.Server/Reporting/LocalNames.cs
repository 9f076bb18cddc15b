using System.Text.Json;
using Telemetry.Server.Contract;

namespace Telemetry.Server.Reporting;

/// <summary>
/// What places and areas are called in another language than the plan's own: the properties <c>name_zh</c> and the like
/// of its document, which the page's map shows too.
/// </summary>
internal sealed class LocalNames
{
    public static readonly LocalNames None = new([]);

    private readonly Dictionary<string, string> _bySubject;

    private LocalNames(Dictionary<string, string> bySubject) => _bySubject = bySubject;

    /// <param name="document">A plan that was applied, so it is well-formed.</param>
    /// <param name="language">As <c>zh</c>.</param>
    public static LocalNames Read(string document, string language)
    {
        var names = new Dictionary<string, string>();
        using var plan = JsonDocument.Parse(document);
        foreach (var feature in plan.RootElement.GetProperty("features").EnumerateArray())
        {
            if (feature.TryGetProperty("properties", out var properties)
                && properties.ValueKind == JsonValueKind.Object
                && TextOf(properties, $"name_{language}") is { Length: > 0 } name
                && (TextOf(properties, "id") ?? TextOf(feature, "id")) is { } id)
                Note(names, TextOf(properties, "type"), id, name);
        }

        return new LocalNames(names);
    }

    public string Of(string subject, string otherwise) => _bySubject.GetValueOrDefault(subject, otherwise);

    /// <summary>A device or a fence may have the id of a place.</summary>
    private static void Note(Dictionary<string, string> names, string? type, string id, string name)
    {
        if (type is "zone" or "post")
            names[ResourceNames.Place(id)] = name;
        else if (type == "area")
            names[ResourceNames.Area(id)] = name;
    }

    private static string? TextOf(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Number ? value.GetRawText()
        : null;
}
