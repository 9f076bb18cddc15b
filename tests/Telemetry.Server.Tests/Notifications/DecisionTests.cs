using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Patrol.Telemetry.V1;
using Telemetry.Server.Notifications;
using Telemetry.Server.Notifications.Decisions;
using Telemetry.Storage;
using Domain = Telemetry.Core.Gaps;

namespace Telemetry.Server.Tests.Notifications;

/// <summary>What is told, when, and in which words: all pure.</summary>
public sealed class DecisionTests
{
    [Theory]
    [InlineData(null, false, false, false, HookEvent.Opened)]
    [InlineData(null, true, false, false, HookEvent.Resolved)]
    [InlineData(Domain.GapState.Open, true, false, false, HookEvent.Resolved)]
    [InlineData(Domain.GapState.Open, false, true, false, HookEvent.Retracted)]
    [InlineData(Domain.GapState.Retracted, false, false, false, HookEvent.Opened)]
    [InlineData(Domain.GapState.Resolved, false, false, true, HookEvent.Opened)]
    [InlineData(Domain.GapState.Open, false, false, true, HookEvent.CertaintyChanged)]
    [InlineData(Domain.GapState.Open, false, false, false, null)]
    [InlineData(null, false, true, false, null)]
    public void GapEventsOf_ARevision_IsWhatChanged(
        Domain.GapState? before, bool isClosed, bool isRetracted, bool isUnverified, HookEvent? expected)
    {
        var gap = new Domain.Gap(
            "g", Domain.GapKind.Overdue, "z", "overdue", 1, 0, 10,
            isClosed ? new Domain.GapClose(20, Domain.CloseReason.Visited) : null, isUnverified ? ["bike-1"] : []);
        var revision = new Domain.GapRevision(gap, 2, isRetracted, Domain.RevisionCause.Clock, 30);
        var standing = before is { } state ? new GapStanding(state, Domain.Certainty.Confirmed) : (GapStanding?)null;

        Assert.Equal(expected, GapEvents.Of(new GapStep(new GapRow(1, "live", 1, revision, null), standing)));
    }

    [Fact]
    public void Wants_EachField_MustBePassed()
    {
        var gap = Notices.Gap();
        var passed = new HookFilter
        {
            Events = { HookEvent.Opened, HookEvent.Resolved },
            Kinds = { GapKind.Overdue },
            Areas = { "old-town" },
            Subjects = { "places/z1" },
            States = { GapState.Open },
            Rules = { "overdue" },
            Certainty = Certainty.Confirmed,
            MinPriority = 2,
        };

        Assert.True(((HookFilter?)null).Wants(HookEvent.Acknowledged, gap));
        Assert.True(new HookFilter().Wants(HookEvent.Acknowledged, gap));
        Assert.True(passed.Wants(HookEvent.Opened, gap));
        Assert.False(passed.Wants(HookEvent.Acknowledged, gap));
        HookFilter[] others =
        [
            new() { Kinds = { GapKind.Silent } }, new() { Areas = { "new-town" } },
            new() { Subjects = { "places/z2" } }, new() { States = { GapState.Resolved } },
            new() { Rules = { "dose" } }, new() { Certainty = Certainty.Unverified }, new() { MinPriority = 2.5 },
        ];
        Assert.All(others, other => Assert.False(other.Wants(HookEvent.Opened, gap)));
    }

    [Theory]
    [InlineData("2026-05-01T21:59:59+08:00", false)]
    [InlineData("2026-05-01T22:00:00+08:00", true)]
    [InlineData("2026-05-02T05:59:59+08:00", true)]
    [InlineData("2026-05-02T06:00:00+08:00", false)]
    public void IsQuiet_OverMidnight_FromStartUntilEnd(string now, bool isQuiet) =>
        Assert.Equal(isQuiet, QuietOf("22:00", "06:00").IsQuiet(DateTimeOffset.Parse(now)));

    [Fact]
    public void IsQuiet_OnFridays_GoesOnIntoSaturdayMorningOnly()
    {
        var quiet = QuietOf("22:00", "06:00", days: 5);

        // 1 May 2026 is a Friday.
        Assert.True(quiet.IsQuiet(DateTimeOffset.Parse("2026-05-01T23:00:00+08:00")));
        Assert.True(quiet.IsQuiet(DateTimeOffset.Parse("2026-05-02T05:00:00+08:00")));
        Assert.False(quiet.IsQuiet(DateTimeOffset.Parse("2026-05-01T05:00:00+08:00")));
        Assert.False(quiet.IsQuiet(DateTimeOffset.Parse("2026-05-02T23:00:00+08:00")));
    }

    [Fact]
    public void IsQuiet_SundayIntoMonday_AndWholeDays()
    {
        Assert.True(QuietOf("22:00", "06:00", days: 7).IsQuiet(DateTimeOffset.Parse("2026-05-04T01:00:00+08:00")));
        var whole = QuietOf("00:00", "24:00", days: 6);
        Assert.True(whole.IsQuiet(DateTimeOffset.Parse("2026-05-02T23:59:59+08:00")));
        Assert.False(whole.IsQuiet(DateTimeOffset.Parse("2026-05-03T00:00:00+08:00")));
    }

    [Fact]
    public void IsQuiet_ClockChanges_WhatTheWallShowsDecides()
    {
        var quiet = QuietOf("02:00", "03:00", zone: "Europe/Berlin");

        // In spring the clock goes from 02:00 to 03:00: there is no such hour.
        Assert.False(quiet.IsQuiet(DateTimeOffset.Parse("2026-03-29T00:59:59Z")));
        Assert.False(quiet.IsQuiet(DateTimeOffset.Parse("2026-03-29T01:00:00Z")));
        // In autumn it comes twice.
        Assert.True(quiet.IsQuiet(DateTimeOffset.Parse("2026-10-25T00:30:00Z")));
        Assert.True(quiet.IsQuiet(DateTimeOffset.Parse("2026-10-25T01:30:00Z")));
        Assert.False(quiet.IsQuiet(DateTimeOffset.Parse("2026-10-25T02:00:00Z")));
    }

    [Fact]
    public void BackoffAfter_Attempts_DoublesUpToTheLongestAndHeedsTheReceiver()
    {
        Assert.Equal([0.5, 1, 2, 4], Enumerable.Range(1, 4).Select(n => Backoff.After(n, 0).TotalSeconds));
        Assert.Equal([1.0, 2, 4, 8], Enumerable.Range(1, 4).Select(n => Backoff.After(n, 1).TotalSeconds));
        Assert.Equal(NotificationLimits.BackoffLongest, Backoff.After(int.MaxValue, 1));
        Assert.Equal(TimeSpan.FromMinutes(2), Backoff.After(1, 1, TimeSpan.FromMinutes(2)));
        Assert.Equal(TimeSpan.FromSeconds(1), Backoff.After(1, 1, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(NotificationLimits.RetryAfterLongest, Backoff.After(1, 1, TimeSpan.FromDays(9)));
    }

    [Fact]
    public void ComposerOf_OneEvent_IsACloudEventOfTheGap()
    {
        var message = Assert.Single(Compose(Notices.Hook(exercise: "night"), [Notices.Of(Notices.Gap())]));

        var json = JsonDocument.Parse(message.Body).RootElement;
        Assert.Equal("1.0", json.GetProperty("specversion").GetString());
        Assert.Equal(message.EventId, json.GetProperty("id").GetString());
        Assert.Equal("/exercises/night", json.GetProperty("source").GetString());
        Assert.Equal("patrol.gap.opened.v1", json.GetProperty("type").GetString());
        Assert.Equal("places/z1", json.GetProperty("subject").GetString());
        Assert.Equal("2026-05-01T14:00:00.123456Z", json.GetProperty("time").GetString());
        Assert.Equal("application/json", json.GetProperty("datacontenttype").GetString());
        Assert.True(json.GetProperty("drill").GetBoolean());
        Assert.Equal("GAP_KIND_OVERDUE", json.GetProperty("data").GetProperty("kind").GetString());
        Assert.Contains("豫园 东门", message.Body);
    }

    [Theory]
    [InlineData(10, null, 10)]
    [InlineData(11, null, 1)]
    [InlineData(201, null, 2)]
    [InlineData(201, 0, 201)]
    [InlineData(2, 1, 1)]
    public void ComposerOf_ManyAtOnce_IsDigestsThatListThemAll(int events, int? digestOver, int messages)
    {
        var hook = Notices.Hook();
        if (digestOver is { } over)
            hook.DigestOver = over;
        var notices = Notices.Many(events);

        var made = Compose(hook, notices);

        Assert.Equal(messages, made.Count);
        Assert.Equal(messages, made.Select(message => message.EventId).Distinct().Count());
        var ids = made.SelectMany(message => message.EventType == GapEvents.DigestType
            ? JsonNode.Parse(message.Body)!["data"]!["events"]!.AsArray().Select(one => (string)one!["id"]!)
            : [message.EventId]);
        Assert.Equal(notices.Select(notice => notice.Id), ids);
        Assert.Equal(made, Compose(hook, notices));
    }

    [Fact]
    public void RobotText_EachRobot_ItsDocumentedShape()
    {
        IReadOnlyList<Notice> one = [Notices.Of(Notices.Gap())];

        var wecom = JsonNode.Parse(Compose(Notices.Hook(HookFormat.Wecom), one)[0].Body)!;
        var dingtalk = JsonNode.Parse(Compose(Notices.Hook(HookFormat.Dingtalk), one)[0].Body)!;
        var feishu = JsonNode.Parse(Compose(Notices.Hook(HookFormat.Feishu), one)[0].Body)!;

        const string Line = "发生 · 逾期未巡 · 豫园 东门 · 05-01 22:00:00";
        Assert.Equal("markdown", (string)wecom["msgtype"]!);
        Assert.Equal($"**巡逻告警**\n\n{Line}", (string)wecom["markdown"]!["content"]!);
        Assert.Equal("markdown", (string)dingtalk["msgtype"]!);
        Assert.Equal("巡逻告警", (string)dingtalk["markdown"]!["title"]!);
        Assert.Equal($"**巡逻告警**\n\n{Line}", (string)dingtalk["markdown"]!["text"]!);
        Assert.Equal("text", (string)feishu["msg_type"]!);
        Assert.Equal($"巡逻告警\n{Line}", (string)feishu["content"]!["text"]!);
    }

    [Fact]
    public void RobotText_EnglishDrill_SaysThatItIsOneAndKeepsNamesHarmless()
    {
        var hook = Notices.Hook(HookFormat.Feishu, exercise: "night");
        hook.Language = HookLanguage.English;
        var gap = Notices.Gap(name: "<at user_id=\"all\">[x](y)\n");
        gap.Certainty = Certainty.Unverified;

        var body = JsonNode.Parse(Compose(hook, [Notices.Of(gap)])[0].Body)!;

        Assert.Equal(
            "[DRILL night] Patrol\nOpened · overdue · ‹at user_id=\"all\"›(x)(y)  · 05-01 22:00:00 · unverified",
            (string)body["content"]!["text"]!);
    }

    [Fact]
    public void RobotText_DigestBeyondTheRobotsLimit_CountsWhatDoesNotFit()
    {
        var message = Assert.Single(Compose(Notices.Hook(HookFormat.Wecom), Notices.Many(200)));

        var text = (string)JsonNode.Parse(message.Body)!["markdown"]!["content"]!;
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 3_500, NotificationLimits.WeComTextBytes);
        var lines = text.Split("\n\n");
        Assert.Equal("**巡逻告警 · 共 200 条**", lines[0]);
        Assert.Equal($"……另有 {200 - (lines.Length - 2)} 条", lines[^1]);
    }

    [Fact]
    public void SignFeishuAndDingTalk_PutThemWhereTheRobotLooks()
    {
        var body = JsonNode.Parse(RobotText.SignFeishu("""{"msg_type":"text"}""", "this is secret", 1599360473))!;
        Assert.Equal("1599360473", (string)body["timestamp"]!);
        Assert.Equal(Signature.OfFeishu("this is secret", 1599360473), (string)body["sign"]!);

        var url = RobotText.SignDingTalk(new Uri("https://d/robot/send?access_token=a"), "this is secret", 5);
        var sign = Uri.EscapeDataString(Signature.OfDingTalk("this is secret", 5));
        Assert.Equal($"https://d/robot/send?access_token=a&timestamp=5&sign={sign}", url.AbsoluteUri);
    }

    [Theory]
    [InlineData(HookFormat.Wecom, """{"errcode":0,"errmsg":"ok"}""", "", false)]
    [InlineData(HookFormat.Wecom, """{"errcode":45009,"errmsg":"freq"}""", "errcode 45009: freq", true)]
    [InlineData(HookFormat.Dingtalk, """{"errcode":310000,"errmsg":"sign"}""", "errcode 310000: sign", false)]
    [InlineData(HookFormat.Feishu, """{"code":0,"msg":"success"}""", "", false)]
    [InlineData(HookFormat.Feishu, """{"code":9499,"msg":"Bad Request"}""", "code 9499: Bad Request", false)]
    [InlineData(HookFormat.Feishu, "<html>", "the answer is not a robot's", false)]
    public void FaultIn_AnswersWithStatus200_AreReadFully(HookFormat format, string answer, string fault, bool busy)
    {
        Assert.Equal(fault, RobotText.FaultIn(format, answer, out var isBusy));
        Assert.Equal(busy, isBusy);
    }

    private static IReadOnlyList<HookMessage> Compose(Hook hook, IReadOnlyList<Notice> notices) =>
        new Composer(hook, Notices.Shanghai).Of(notices);

    private static QuietClock QuietOf(string start, string end, string zone = "Asia/Shanghai", params int[] days) =>
        new(
            new QuietHours { Windows = { new QuietWindow { Start = start, End = end, Days = { days } } } },
            TimeZoneInfo.FindSystemTimeZoneById(zone));
}
