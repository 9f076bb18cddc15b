using System.Text;
using System.Text.Json.Nodes;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>The JSON that group robots document, and their signatures, which go beside it when it is sent.</summary>
internal static class RobotText
{
    /// <param name="lines">What does not fit is counted in place of being cut.</param>
    public static string Of(Hook hook, RobotWords words, string title, IReadOnlyList<string> lines)
    {
        var limit = hook.Format == HookFormat.Wecom
            ? NotificationLimits.WeComTextBytes
            : NotificationLimits.RobotTextBytes;
        var isMarkdown = hook.Format != HookFormat.Feishu;
        var heading = isMarkdown ? $"**{title}**" : title;
        var text = Fit(heading, lines, isMarkdown ? "\n\n" : "\n", words, limit);
        var document = hook.Format switch
        {
            HookFormat.Wecom => new JsonObject
            {
                ["msgtype"] = "markdown",
                ["markdown"] = new JsonObject { ["content"] = text },
            },
            HookFormat.Dingtalk => new JsonObject
            {
                ["msgtype"] = "markdown",
                ["markdown"] = new JsonObject { ["title"] = title, ["text"] = text },
            },
            HookFormat.Feishu => new JsonObject
            {
                ["msg_type"] = "text",
                ["content"] = new JsonObject { ["text"] = text },
            },
            _ => throw new ArgumentException($"{hook.Format} is no robot", nameof(hook)),
        };
        return CloudEventText.Write(document);
    }

    /// <summary>Feishu takes time and signature in the body.</summary>
    public static string SignFeishu(string body, string secret, long unixSeconds)
    {
        var document = JsonNode.Parse(body)!.AsObject();
        document["timestamp"] = $"{unixSeconds}";
        document["sign"] = Signature.OfFeishu(secret, unixSeconds);
        return CloudEventText.Write(document);
    }

    /// <summary>DingTalk takes them in the query.</summary>
    public static Uri SignDingTalk(Uri url, string secret, long unixMs)
    {
        var sign = Uri.EscapeDataString(Signature.OfDingTalk(secret, unixMs));
        var before = url.Query.Length > 1 ? $"{url.Query}&" : "?";
        return new Uri($"{url.GetLeftPart(UriPartial.Path)}{before}timestamp={unixMs}&sign={sign}");
    }

    /// <summary>What a robot has against a message that it answered with 200; empty when it took it.</summary>
    /// <param name="isBusy">It takes no more for now.</param>
    public static string FaultIn(HookFormat format, string answer, out bool isBusy)
    {
        isBusy = false;
        JsonObject? document;
        try
        {
            document = JsonNode.Parse(answer) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            document = null;
        }

        var (codeName, textName) = format == HookFormat.Feishu ? ("code", "msg") : ("errcode", "errmsg");
        if (document?[codeName] is not JsonValue value || !value.TryGetValue<long>(out var code))
            return "the answer is not a robot's";
        // WeCom: 45009, 45033; DingTalk: 130101, 130102, 410100 and -1 (busy); Feishu: 11232, 9499 is another matter.
        isBusy = code is 45009 or 45033 or 130101 or 130102 or 410100 or -1 or 11232;
        return code == 0 ? "" : $"{codeName} {code}: {document[textName]}";
    }

    private static string Fit(
        string heading, IReadOnlyList<string> lines, string between, RobotWords words, int limit)
    {
        var text = new StringBuilder(heading);
        var used = Encoding.UTF8.GetByteCount(heading);
        for (var i = 0; i < lines.Count; i++)
        {
            var bytes = Encoding.UTF8.GetByteCount(between) + Encoding.UTF8.GetByteCount(lines[i]);
            var reserve = i == lines.Count - 1
                ? 0
                : Encoding.UTF8.GetByteCount(between) + Encoding.UTF8.GetByteCount(words.More(lines.Count));
            if (used + bytes + reserve > limit)
                return text.Append(between).Append(words.More(lines.Count - i)).ToString();
            text.Append(between).Append(lines[i]);
            used += bytes;
        }

        return text.ToString();
    }
}
