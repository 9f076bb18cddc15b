using Patrol.Telemetry.V1;
using Telemetry.Storage;
using CoreState = Telemetry.Core.Gaps.GapState;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>Which revisions are events, and what they are called.</summary>
internal static class GapEvents
{
    public const string DigestType = "patrol.gap.digest.v1";
    public const string TestType = "patrol.hook.test.v1";

    /// <summary>Null when a revision only moves times or names others. At most one event each.</summary>
    public static HookEvent? Of(GapStep step)
    {
        var revision = step.Row.Revision;
        if (step.Before is { } before && before.State == revision.State)
            return revision.State != CoreState.Retracted && before.Certainty != revision.Gap.Certainty
                ? HookEvent.CertaintyChanged
                : null;
        return revision.State switch
        {
            CoreState.Open => HookEvent.Opened,
            CoreState.Resolved => HookEvent.Resolved,
            // Nobody was told of what was retracted at once.
            _ => step.Before is null ? null : HookEvent.Retracted,
        };
    }

    public static string TypeOf(HookEvent what) => what switch
    {
        HookEvent.Opened => "patrol.gap.opened.v1",
        HookEvent.Resolved => "patrol.gap.resolved.v1",
        HookEvent.Retracted => "patrol.gap.retracted.v1",
        HookEvent.CertaintyChanged => "patrol.gap.certainty-changed.v1",
        HookEvent.Acknowledged => "patrol.gap.acknowledged.v1",
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "is no event"),
    };
}
