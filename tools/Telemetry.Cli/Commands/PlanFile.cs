using System.Text.Json.Nodes;
using Google.Protobuf;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Cli.Commands;

/// <summary>A plan as its author wrote it, and as it is understood.</summary>
internal sealed record PlanFile(ByteString Document, Plan Plan)
{
    private static readonly string[] KindNames = ["bike", "drone", "car", "handset"];

    public static PlanFile Of(ByteString document)
    {
        var read = PlanDocument.Parse(document.Memory);
        return read.Plan is { } plan
            ? new PlanFile(document, plan)
            : throw CommandFailure.BadInput($"the plan has {read.FaultCount} fault(s): see patrol plan validate");
    }

    /// <summary>
    /// The same plan for a night on which nobody else is expected. A device that is on the roster and never heard of
    /// could have been anywhere, and every gap would be unverified for its sake. Fences for units that are not there
    /// bind nobody and go too.
    /// </summary>
    public PlanFile WithoutOthersThan(IReadOnlySet<string> deviceIds)
    {
        if (Plan.Roster.Keys.All(deviceIds.Contains))
            return this;
        var root = JsonNode.Parse(Document.Span)!;
        var features = root["features"]!.AsArray();
        var units = Plan.Roster.Values.Where(entry => deviceIds.Contains(entry.DeviceId))
            .Select(entry => entry.Unit).ToHashSet();
        foreach (var feature in features.ToList())
        {
            if (IsOther(feature!, deviceIds) || IsIdle(feature!, units))
                features.Remove(feature);
        }

        return Of(ByteString.CopyFromUtf8(root.ToJsonString()));
    }

    /// <summary>The same plan, with this for the pause after which a device of any kind is silent.</summary>
    public PlanFile WithSilenceAfter(TimeSpan pause)
    {
        var root = JsonNode.Parse(Document.Span)!;
        var features = root["features"]!.AsArray();
        foreach (var kind in KindNames)
        {
            var properties = features.Select(feature => feature!["properties"]).FirstOrDefault(
                known => (string?)known?["type"] == "kind" && (string?)known["kind"] == kind);
            if (properties is null)
            {
                properties = new JsonObject { ["type"] = "kind", ["kind"] = kind };
                features.Add(new JsonObject
                {
                    ["type"] = "Feature",
                    ["properties"] = properties,
                    ["geometry"] = null,
                });
            }

            properties["silence_after_s"] = pause.TotalSeconds;
        }

        return Of(ByteString.CopyFromUtf8(root.ToJsonString()));
    }

    private static bool IsOther(JsonNode feature, IReadOnlySet<string> deviceIds) =>
        feature["properties"] is { } properties && (string?)properties["type"] == "device"
        && !deviceIds.Contains($"{properties["id"] ?? feature["id"]}");

    private static bool IsIdle(JsonNode feature, HashSet<string> units) =>
        feature["properties"] is { } properties && (string?)properties["type"] == "fence"
        && (string?)properties["unit"] is { Length: > 0 } unit && !units.Contains(unit);
}
