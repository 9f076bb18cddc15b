using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>CloudEvents 1.0 in structured JSON.</summary>
internal static class CloudEventText
{
    public const string MediaType = "application/cloudevents+json";

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonFormatter Contract = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static string Of(Hook hook, Notice notice) => Write(Envelope(hook, notice));

    /// <summary>One message that lists events, each as it would have been told alone.</summary>
    public static string OfDigest(Hook hook, string id, IReadOnlyList<Notice> notices)
    {
        var counts = new JsonObject();
        foreach (var group in notices.GroupBy(notice => notice.What).OrderBy(group => group.Key))
            counts[GapEvents.TypeOf(group.Key)] = group.Count();
        var data = new JsonObject
        {
            ["count"] = notices.Count,
            ["countByType"] = counts,
            ["events"] = new JsonArray([.. notices.Select(notice => Envelope(hook, notice))]),
        };
        return Write(Envelope(hook, id, GapEvents.DigestType, subject: null, notices[^1].TimeUs, data));
    }

    public static string OfTest(Hook hook, string id, long nowUs) =>
        Write(Envelope(hook, id, GapEvents.TestType, hook.Name, nowUs, new JsonObject { ["hook"] = hook.Name }));

    /// <summary>For people to read too: only what JSON demands is escaped.</summary>
    public static string Write(JsonObject document) => document.ToJsonString(Plain);

    private static JsonObject Envelope(Hook hook, Notice notice) => Envelope(
        hook, notice.Id, GapEvents.TypeOf(notice.What), notice.Gap.Subject, notice.TimeUs,
        JsonNode.Parse(Contract.Format(notice.Gap))!.AsObject());

    private static JsonObject Envelope(
        Hook hook, string id, string type, string? subject, long timeUs, JsonObject data)
    {
        var (exerciseId, _) = ResourceNames.ParseChild(hook.Name, "hooks", "name");
        var document = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = $"/{ResourceNames.Exercise(exerciseId)}",
            ["type"] = type,
        };
        if (subject is not null)
            document["subject"] = subject;
        document["time"] = Times.ToTimestamp(timeUs).ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'");
        document["datacontenttype"] = "application/json";
        document["drill"] = exerciseId != Exercises.Exercise.LiveId;
        document["data"] = data;
        return document;
    }
}
