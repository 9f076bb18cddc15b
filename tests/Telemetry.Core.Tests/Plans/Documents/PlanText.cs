using System.Text;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Core.Tests.Plans.Documents;

/// <summary>Writes small plan documents.</summary>
internal static class PlanText
{
    public const string Square = """{"type":"Polygon","coordinates":[[[121.49,31.22],[121.5,31.22],[121.5,31.23],[121.49,31.23],[121.49,31.22]]]}""";
    public const string Spot = """{"type":"Point","coordinates":[121.49,31.22]}""";

    /// <summary>A document of features, each given as its properties (without braces) and geometry.</summary>
    public static string Document(params IEnumerable<string> features) =>
        $$"""{"type":"FeatureCollection","name":"test","features":[{{string.Join(",", features)}}]}""";

    public static string Feature(string properties, string geometry = "null") =>
        $$"""{"type":"Feature","properties":{{{properties}}},"geometry":{{geometry}}}""";

    public static string Zone(string id, string more = "", string geometry = Square) =>
        Feature($"\"type\":\"zone\",\"id\":\"{id}\"{Then(more)}", geometry);

    public static string Post(string id, string more = "\"radius_m\":20", string geometry = Spot) =>
        Feature($"\"type\":\"post\",\"id\":\"{id}\"{Then(more)}", geometry);

    public static string Ring(params IEnumerable<string> positions) =>
        $$"""{"type":"Polygon","coordinates":[[{{string.Join(",", positions.Select(p => $"[{p}]"))}}]]}""";

    public static PlanParseResult Parse(string document) => PlanDocument.Parse(Encoding.UTF8.GetBytes(document));

    private static string Then(string more) => more.Length == 0 ? "" : "," + more;
}
