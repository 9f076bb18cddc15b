using System.Text;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Faults;
using Telemetry.Server.Notifications.Decisions;
using Telemetry.Server.Query;

namespace Telemetry.Server.Notifications;

/// <summary>Everything that is asked of a hook before it is kept, with what is not said filled in.</summary>
internal static class HookCheck
{
    public static Hook Checked(Hook given)
    {
        var hook = new Hook(given) { Name = "", CreateTime = null, Target = "", Signed = false };
        if (hook.DisplayName.Length > ExerciseGrpcService.DisplayNameLength)
            throw Fault.InvalidField(
                "hook.display_name", $"is longer than {ExerciseGrpcService.DisplayNameLength} characters");
        CheckUrl(hook.Url);
        hook.Format = Known(hook.Format, HookFormat.CloudEvents, "hook.format");
        hook.Language = Known(hook.Language, HookLanguage.Chinese, "hook.language");
        CheckSecret(hook);
        if (hook.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(hook.TimeZone, out _))
            throw Fault.InvalidField("hook.time_zone", "is not an IANA zone that this server knows");
        if (hook.HasDigestOver && hook.DigestOver is < 0 or > NotificationLimits.DigestOverMost)
            throw Fault.InvalidField("hook.digest_over", $"is not 0 to {NotificationLimits.DigestOverMost}");
        if (hook.Filter is { } filter)
            CheckFilter(filter);
        if (hook.QuietHours is { } quiet)
            CheckQuiet(quiet);
        return hook;
    }

    private static void CheckUrl(string url)
    {
        if (url.Length is 0 or > NotificationLimits.UrlLength
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            throw Fault.InvalidField(
                "hook.url",
                $"is not an http or https address of at most {NotificationLimits.UrlLength} characters, without user"
                + " information and fragment");
    }

    private static void CheckSecret(Hook hook)
    {
        if (hook.Secret.Length == 0)
            return;
        if (hook.Secret.Length is < NotificationLimits.SecretLengthLeast or > NotificationLimits.SecretLength)
            throw Fault.InvalidField(
                "hook.secret",
                $"is not {NotificationLimits.SecretLengthLeast} to {NotificationLimits.SecretLength} characters");
        if (hook.Format == HookFormat.Wecom)
            throw Fault.InvalidField("hook.secret", "is given, but robots of WeCom check none");
        if (hook.Format == HookFormat.CloudEvents && !Signature.IsSecret(hook.Secret))
            throw Fault.InvalidField("hook.secret", $"begins with {Signature.KeyPrefix} but is not base64 after it");
    }

    private static void CheckFilter(HookFilter filter)
    {
        int[] counts =
        [
            filter.Events.Count, filter.Kinds.Count, filter.Areas.Count, filter.Subjects.Count, filter.States.Count,
            filter.Rules.Count,
        ];
        if (counts.Max() > NotificationLimits.FilterEntries)
            throw Fault.InvalidField("hook.filter", $"has a list of more than {NotificationLimits.FilterEntries}");
        foreach (var what in filter.Events)
            RequireKnown(what, "hook.filter.events");
        foreach (var kind in filter.Kinds)
            RequireKnown(kind, "hook.filter.kinds");
        foreach (var state in filter.States)
            RequireKnown(state, "hook.filter.states");
        Known(filter.Certainty, Certainty.Unspecified, "hook.filter.certainty");
        if (!double.IsFinite(filter.MinPriority) || filter.MinPriority < 0)
            throw Fault.InvalidField("hook.filter.min_priority", "is not 0 or more");
        foreach (var text in filter.Areas.Concat(filter.Subjects).Concat(filter.Rules))
        {
            if (Encoding.UTF8.GetByteCount(text) is 0 or > Limits.NameLength)
                throw Fault.InvalidField("hook.filter", $"has an empty entry, or one over {Limits.NameLength} bytes");
        }
    }

    private static void CheckQuiet(QuietHours quiet)
    {
        quiet.Mode = Known(quiet.Mode, QuietMode.Hold, "hook.quiet_hours.mode");
        if (quiet.Windows.Count is 0 or > NotificationLimits.QuietWindows)
            throw Fault.InvalidField("hook.quiet_hours.windows", $"are not 1 to {NotificationLimits.QuietWindows}");
        foreach (var window in quiet.Windows)
        {
            if (window.Days.Any(day => day is < 1 or > 7))
                throw Fault.InvalidField("hook.quiet_hours.windows.days", "are not 1 (Monday) to 7 (Sunday)");
            if (QuietClock.MinuteOf(window.Start) is null || window.Start == "24:00")
                throw Fault.InvalidField("hook.quiet_hours.windows.start", "is not HH:MM");
            if (QuietClock.MinuteOf(window.End) is null)
                throw Fault.InvalidField("hook.quiet_hours.windows.end", "is not HH:MM");
        }
    }

    private static T Known<T>(T value, T whenUnspecified, string field)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Fault.InvalidField(field, $"is {value}, which this server does not know");
        return value.Equals(default(T)) ? whenUnspecified : value;
    }

    private static void RequireKnown<T>(T value, string field)
        where T : struct, Enum
    {
        if (value.Equals(default(T)) || !Enum.IsDefined(value))
            throw Fault.InvalidField(field, $"has {value}, which this server does not know");
    }
}
