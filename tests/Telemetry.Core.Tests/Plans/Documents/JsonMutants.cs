using System.Text.Json.Nodes;

namespace Telemetry.Core.Tests.Plans.Documents;

/// <summary>A JSON text with each of its values replaced in turn by each of some others.</summary>
internal static class JsonMutants
{
    private const string Marker = "\"\uE000here\"";

    public static IEnumerable<string> Of(string json, IReadOnlyList<string> values)
    {
        var count = Count(JsonNode.Parse(json)!);
        for (var index = 1; index < count; index++)
        {
            var root = JsonNode.Parse(json)!;
            var left = index;
            Mark(root, ref left);
            var marked = root.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            var escaped = marked.Replace("\"\\uE000here\"", Marker);
            foreach (var value in values)
                yield return escaped.Replace(Marker, value);
        }
    }

    private static int Count(JsonNode? node) => 1 + node switch
    {
        JsonObject map => map.Sum(member => Count(member.Value)),
        JsonArray list => list.Sum(Count),
        _ => 0,
    };

    /// <summary>Replaces the n-th value below the node, counted depth first.</summary>
    private static bool Mark(JsonNode node, ref int left)
    {
        var places = node switch
        {
            JsonObject map => map.Select(member => (Action<JsonNode>)(value => map[member.Key] = value)).ToArray(),
            JsonArray list => Enumerable.Range(0, list.Count).Select(i => (Action<JsonNode>)(value => list[i] = value)).ToArray(),
            _ => [],
        };
        var children = node switch
        {
            JsonObject map => map.Select(member => member.Value).ToArray(),
            JsonArray list => list.ToArray(),
            _ => [],
        };
        for (var i = 0; i < places.Length; i++)
        {
            if (--left == 0)
            {
                places[i]("\uE000here");
                return true;
            }

            if (children[i] is { } child && Mark(child, ref left))
                return true;
        }

        return false;
    }
}
