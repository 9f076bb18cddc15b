using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Telemetry.Core.Plans.Documents;

/// <summary>The form of ids: they stand in resource names, tags and file names, so they are plain.</summary>
internal static partial class PlanId
{
    /// <summary>An integer is taken by its digits, since attribute tables like to number their rows.</summary>
    public static bool TryRead(JsonElement value, [NotNullWhen(true)] out string? id)
    {
        id = value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0
            ? number.ToString()
            : JsonText.TryRead(value, out var text) ? text : null;
        if (id is not null && Form().IsMatch(id))
            return true;
        id = null;
        return false;
    }

    public static string Rule(JsonElement value)
    {
        var isShort = JsonText.TryRead(value, out var text) && text.Length <= Limits.IdLength;
        var written = isShort && !text!.Any(char.IsControl) ? $"`{text}`" : JsonText.Describe(value);
        return $"an id is 1 to {Limits.IdLength} of A-Z a-z 0-9 . _ -, the first a letter or digit; not {written}";
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Form();
}
