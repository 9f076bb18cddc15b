using System.Text.Json;

namespace Telemetry.EndToEnd.Drills;

/// <summary>The gaps of a drill as <c>patrol gaps list --json</c> shows them in the end.</summary>
internal static class FinalGaps
{
    /// <summary>How they came to be known, which may differ: everything else may not.</summary>
    private static readonly HashSet<string> HowKnown = ["revision", "revisionCause", "recordTime"];

    /// <summary>A line each: ids, times, certainty, closing reasons.</summary>
    public static async Task<string> OfAsync(Uri server, string drill)
    {
        var json = await PatrolCommand.OutputAsync(server, "gaps", "list", "-e", drill, "--json");
        var gaps = JsonDocument.Parse(json).RootElement.GetProperty("gaps").EnumerateArray();
        return string.Join('\n', gaps.Select(gap => string.Join(' ', gap.EnumerateObject()
            .Where(field => !HowKnown.Contains(field.Name))
            .Select(field => $"{field.Name}={field.Value}"))));
    }
}
