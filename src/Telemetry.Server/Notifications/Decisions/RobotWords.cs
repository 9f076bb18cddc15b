using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>Events in the words of the people who read a group chat, a line each.</summary>
internal sealed class RobotWords(Hook hook, TimeZoneInfo zone)
{
    private bool IsEnglish => hook.Language == HookLanguage.English;

    /// <summary>What a message is headed with. A drill is unmistakable.</summary>
    public string Title(string exerciseId)
    {
        var live = exerciseId == Exercises.Exercise.LiveId;
        if (IsEnglish)
            return live ? "Patrol" : $"[DRILL {exerciseId}] Patrol";
        return live ? "巡逻告警" : $"【演练 {exerciseId}】巡逻告警";
    }

    public string Test => IsEnglish ? $"Test message of {Clean(hook.Name)}" : $"测试消息:{Clean(hook.Name)}";

    public string Count(int events) => IsEnglish ? $"{events} events" : $"共 {events} 条";

    public string More(int left) => IsEnglish ? $"… and {left} more" : $"……另有 {left} 条";

    public string Line(Notice notice)
    {
        var gap = notice.Gap;
        var name = gap.SubjectDisplayName.Length > 0 ? gap.SubjectDisplayName : gap.Subject;
        var words = new List<string>
        {
            $"{EventOf(notice.What)} · {KindOf(gap.Kind)} · {Clean(name)}",
            TimeOf(gap),
        };
        if (gap.Certainty == Certainty.Unverified)
            words.Add(IsEnglish ? "unverified" : "未核实");
        if (notice.What == HookEvent.Acknowledged && gap.Acknowledgement is { } seen)
            words.Add(Clean(seen.Note.Length > 0 ? $"{seen.By}: {seen.Note}" : seen.By));
        return string.Join(" · ", words);
    }

    /// <summary>Names and notes may not call people, link, or break the line.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => c switch
    {
        '<' => '‹',
        '>' => '›',
        '[' => '(',
        ']' => ')',
        '*' or '`' or '#' or '@' => ' ',
        _ when char.IsControl(c) => ' ',
        _ => c,
    }));

    private string TimeOf(Gap gap) =>
        gap.CloseTime is null ? Local(gap.OpenTime) : $"{Local(gap.OpenTime)} – {Local(gap.CloseTime)}";

    private string Local(Timestamp time) => TimeZoneInfo.ConvertTime(time.ToDateTimeOffset(), zone)
        .ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string EventOf(HookEvent what) => (what, IsEnglish) switch
    {
        (HookEvent.Opened, true) => "Opened",
        (HookEvent.Resolved, true) => "Resolved",
        (HookEvent.Retracted, true) => "Retracted",
        (HookEvent.CertaintyChanged, true) => "Certainty changed",
        (HookEvent.Acknowledged, true) => "Acknowledged",
        (HookEvent.Opened, false) => "发生",
        (HookEvent.Resolved, false) => "解除",
        (HookEvent.Retracted, false) => "撤回",
        (HookEvent.CertaintyChanged, false) => "核实状态变化",
        (HookEvent.Acknowledged, false) => "已确认",
        _ => what.ToString(),
    };

    private string KindOf(GapKind kind) => (kind, IsEnglish) switch
    {
        (GapKind.Overdue, true) => "overdue",
        (GapKind.Silent, true) => "silent",
        (GapKind.Underdosed, true) => "underdosed",
        (GapKind.Uncovered, true) => "uncovered",
        (GapKind.Understrength, true) => "understrength",
        (GapKind.MissedSlot, true) => "missed slot",
        (GapKind.Degraded, true) => "degraded fixes",
        (GapKind.Breach, true) => "breach",
        (GapKind.LowBattery, true) => "low battery",
        (GapKind.Overdue, false) => "逾期未巡",
        (GapKind.Silent, false) => "设备失联",
        (GapKind.Underdosed, false) => "巡逻不足",
        (GapKind.Uncovered, false) => "覆盖不足",
        (GapKind.Understrength, false) => "警力不足",
        (GapKind.MissedSlot, false) => "漏签到",
        (GapKind.Degraded, false) => "定位不可用",
        (GapKind.Breach, false) => "越界",
        (GapKind.LowBattery, false) => "电量低",
        _ => kind.ToString(),
    };
}
