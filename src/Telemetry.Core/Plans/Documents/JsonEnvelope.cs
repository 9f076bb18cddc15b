using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Opens the document: not too large, UTF-8, JSON, a FeatureCollection, in WGS-84.</summary>
internal static class JsonEnvelope
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>The document, whose root has an array of <c>features</c>; null after a fault.</summary>
    public static JsonDocument? Open(ReadOnlyMemory<byte> bytes, FaultList faults)
    {
        if (bytes.Length > Limits.PlanBytes)
        {
            var reason = $"{bytes.Length:N0} bytes; at most {Limits.PlanBytes:N0}";
            faults.Add(0, null, "document", PlanFaultCode.TooLarge, reason);
            return null;
        }

        // Windows' editors begin a file with a byte order mark, which is no JSON.
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes["\uFEFF"u8.Length..];
        if (!Utf8.IsValid(bytes.Span))
        {
            faults.Add(0, null, "document", PlanFaultCode.NotUtf8, "not UTF-8; save the file in that encoding");
            return null;
        }

        return Parse(bytes, faults) is { } json ? CheckRoot(json, faults) : null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> bytes, FaultList faults)
    {
        try
        {
            return JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException e)
        {
            faults.Add(0, null, "document", PlanFaultCode.NotJson, e.Message);
        }
        catch (InvalidOperationException)
        {
            // Looking for repeated names, the parser resolves their escapes and meets half a surrogate pair.
            faults.Add(0, null, "document", PlanFaultCode.NotJson, "a name has an escape that is no character");
        }

        return null;
    }

    private static JsonDocument? CheckRoot(JsonDocument json, FaultList faults)
    {
        var root = json.RootElement;
        if (root.ValueKind is JsonValueKind.Object
            && root.TryGetProperty("type", out var type) && JsonText.TryRead(type, out var name)
            && name == "FeatureCollection"
            && root.TryGetProperty("features", out var features) && features.ValueKind is JsonValueKind.Array)
        {
            CheckCrs(root, faults);
            return json;
        }

        var reason = "must be a GeoJSON object of type `FeatureCollection` with an array of `features`";
        faults.Add(0, null, "document", PlanFaultCode.NotFeatureCollection, reason);
        json.Dispose();
        return null;
    }

    /// <summary>RFC 7946 knows only WGS-84, but editors still write the older member and may mean it.</summary>
    private static void CheckCrs(JsonElement root, FaultList faults)
    {
        if (!root.TryGetProperty("crs", out var crs) || crs.ValueKind is JsonValueKind.Null)
            return;
        if (crs.ValueKind is JsonValueKind.Object
            && crs.TryGetProperty("properties", out var properties) && properties.ValueKind is JsonValueKind.Object
            && properties.TryGetProperty("name", out var element) && JsonText.TryRead(element, out var name)
            && (name.EndsWith("CRS84", StringComparison.Ordinal) || name.EndsWith(":4326", StringComparison.Ordinal)))
            return;
        faults.Add(0, null, "crs", PlanFaultCode.WrongCrs, "coordinates must be in WGS-84: CRS84 or EPSG:4326");
    }
}
