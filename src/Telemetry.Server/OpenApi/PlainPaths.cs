using System.Text.Json.Nodes;
using Telemetry.Server.Exports;
using Telemetry.Server.Reporting;

namespace Telemetry.Server.OpenApi;

/// <summary>The paths that are no calls of the contract.</summary>
internal static class PlainPaths
{
    public const string Tag = "Files";

    public static IEnumerable<(string Path, JsonObject Item)> Make()
    {
        yield return (ExportEndpoints.Path, Item(
            "Export",
            "Tracks, visits, gaps or coverage as a file of any size.",
            new JsonObject(ExportFormat.All.Select(format => KeyValuePair.Create(
                format.ContentType, (JsonNode?)new JsonObject { ["schema"] = new JsonObject() }))),
            [
                Parameter(
                    "file", "path", "tracks, visits, gaps or coverage, with .csv, .geojson, .gpx, .kml or .parquet"),
                Parameter("device", "query", "A device's id; of tracks and gaps; may be repeated", isMany: true),
                Parameter("as_of", "query", "What was known then, by the server's clock", "date-time"),
            ]));
        yield return (ReportEndpoints.Path, Item(
            "Report",
            "The shift report, one HTML page; of the last duty window when no time is given.",
            new JsonObject { ["text/html"] = new JsonObject { ["schema"] = new JsonObject() } },
            [Parameter("lang", "query", "en or zh; else as the browser asks")]));
    }

    private static JsonObject Item(
        string name, string description, JsonObject content, IEnumerable<JsonNode> more) => new()
        {
            ["get"] = new JsonObject
            {
                ["operationId"] = $"{Tag}_{name}",
                ["tags"] = new JsonArray(Tag),
                ["summary"] = name,
                ["description"] = description,
                ["parameters"] = new JsonArray(
                [
                    Parameter("exercise", "path", "Id of the exercise."),
                    Parameter("from", "query", "Event time, from here on.", "date-time"),
                    Parameter("to", "query", "Event time, up to here.", "date-time"),
                    Parameter("area", "query", "Only this area and its places."),
                    .. more,
                ]),
                ["responses"] = new JsonObject
                {
                    ["200"] = new JsonObject { ["description"] = "The file.", ["content"] = content },
                    ["default"] = new JsonObject { ["$ref"] = "#/components/responses/Refusal" },
                },
            },
        };

    private static JsonObject Parameter(
        string name, string place, string description, string? format = null, bool isMany = false)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (format is not null)
            schema["format"] = format;
        return new JsonObject
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = place == "path",
            ["description"] = description,
            ["schema"] = isMany ? new JsonObject { ["type"] = "array", ["items"] = schema } : schema,
        };
    }
}
