using Patrol.Telemetry.V1;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>Whether a hook wants an event.</summary>
internal static class Filtering
{
    public static bool Wants(this HookFilter? filter, HookEvent what, Gap gap) =>
        filter is null
        || (Has(filter.Events, what)
            && Has(filter.Kinds, gap.Kind)
            && Has(filter.Areas, gap.Area)
            && Has(filter.Subjects, gap.Subject)
            && Has(filter.States, gap.State)
            && Has(filter.Rules, gap.Rule)
            && (filter.Certainty == Certainty.Unspecified || filter.Certainty == gap.Certainty)
            && gap.Priority >= filter.MinPriority);

    private static bool Has<T>(ICollection<T> wanted, T value) => wanted.Count == 0 || wanted.Contains(value);
}
