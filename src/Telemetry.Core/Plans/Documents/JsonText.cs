using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads texts that may hold half a surrogate pair as an escape: valid JSON, but no text.</summary>
internal static class JsonText
{
    public static bool TryRead(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (element.ValueKind is not JsonValueKind.String)
            return false;
        try
        {
            text = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>What a value is, for the reason of a fault.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.String => "text",
        _ => "nothing",
    };
}
