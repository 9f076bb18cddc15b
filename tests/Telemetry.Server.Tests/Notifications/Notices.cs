using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Server.Notifications.Decisions;

namespace Telemetry.Server.Tests.Notifications;

/// <summary>Made-up hooks and events.</summary>
internal static class Notices
{
    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static Hook Hook(HookFormat format = HookFormat.CloudEvents, string exercise = "live") =>
        new() { Name = $"exercises/{exercise}/hooks/room", Format = format, Url = "http://127.0.0.1/hook" };

    public static Gap Gap(string place = "z1", string name = "豫园 东门") => new()
    {
        Name = "exercises/live/gaps/g1",
        Kind = GapKind.Overdue,
        Subject = $"places/{place}",
        SubjectDisplayName = name,
        Rule = "overdue",
        Area = "old-town",
        OpenTime = new DateTimeOffset(2026, 5, 1, 14, 0, 0, TimeSpan.Zero).ToTimestamp(),
        State = GapState.Open,
        Certainty = Certainty.Confirmed,
        Revision = 1,
        Priority = 2,
    };

    public static Notice Of(Gap gap, HookEvent what = HookEvent.Opened, string id = "room-1_g1_1") =>
        new(id, what, 1_777_644_000_123_456, gap);

    public static IReadOnlyList<Notice> Many(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Of(Gap($"z{i}"), id: $"room-1_g{i}_1"))];
}
