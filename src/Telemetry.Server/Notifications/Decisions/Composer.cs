using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Storage;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>
/// From events to messages: one each, or digests when there are many at once. What it makes depends on the hook and
/// the events alone.
/// </summary>
internal sealed class Composer
{
    private readonly Hook _hook;
    private readonly RobotWords _words;
    private readonly string _exerciseId;

    public Composer(Hook hook, TimeZoneInfo zone)
    {
        _hook = hook;
        _words = new RobotWords(hook, zone);
        (_exerciseId, _) = ResourceNames.ParseChild(hook.Name, "hooks", "name");
    }

    private bool IsRobot => _hook.Format is HookFormat.Wecom or HookFormat.Dingtalk or HookFormat.Feishu;

    public IReadOnlyList<HookMessage> Of(IReadOnlyList<Notice> notices)
    {
        var over = _hook.HasDigestOver ? _hook.DigestOver : NotificationLimits.DigestOver;
        if (over == 0 || notices.Count <= over)
            return [.. notices.Select(One)];
        return [.. notices.Chunk(NotificationLimits.DigestEvents).Select(Digest)];
    }

    public HookMessage Test(string id, long nowUs) => new(
        id, GapEvents.TestType,
        IsRobot
            ? RobotText.Of(_hook, _words, _words.Title(_exerciseId), [_words.Test])
            : CloudEventText.OfTest(_hook, id, nowUs));

    private HookMessage One(Notice notice) => new(
        notice.Id, GapEvents.TypeOf(notice.What),
        IsRobot
            ? RobotText.Of(_hook, _words, _words.Title(_exerciseId), [_words.Line(notice)])
            : CloudEventText.Of(_hook, notice));

    /// <summary>Its id is that of its first event, and says how many there are: no other digest begins there.</summary>
    private HookMessage Digest(Notice[] notices)
    {
        var id = $"{notices[0].Id}_digest{notices.Length}";
        return new HookMessage(
            id, GapEvents.DigestType,
            IsRobot
                ? RobotText.Of(
                    _hook, _words, $"{_words.Title(_exerciseId)} · {_words.Count(notices.Length)}",
                    [.. notices.Select(_words.Line)])
                : CloudEventText.OfDigest(_hook, id, notices));
    }
}
