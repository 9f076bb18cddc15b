using System.Text.Json.Nodes;

namespace Telemetry.Core.Tests.Plans.Documents;

/// <summary>A JSON text with each of its values replaced in turn by each of some others.</summary>
internal static class JsonMutants
{
    private const string Here = "<here>";
    private static readonly string Marker = JsonValue.Create(Here).ToJsonString();

    public static IEnumerable<string> Of(string json, IReadOnlyList<string> values)
    {
        var count = Count(JsonNode.Parse(json)!);
        for (var index = 1; index < count; index++)
        {
            var root = JsonNode.Parse(json)!;
            var left = index;
            Mark(root, ref left);
            foreach (var value in values)
                yield return root.ToJsonString().Replace(Marker, value);
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
            JsonArray list => list.Select((_, i) => (Action<JsonNode>)(value => list[i] = value)).ToArray(),
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
                places[i](Here);
                return true;
            }

            if (children[i] is { } child && Mark(child, ref left))
                return true;
        }

        return false;
    }
}
