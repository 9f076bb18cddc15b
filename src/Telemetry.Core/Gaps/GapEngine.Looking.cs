using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <content>What is known now, without writing it down.</content>
public sealed partial class GapEngine
{
    /// <summary>
    /// How presences differ from those of the last commit: what it holds and is not so any more, and what it does not
    /// hold, those under way among them.
    /// </summary>
    public (IReadOnlyList<Presence> Removed, IReadOnlyList<Presence> Added) PeekPresences() => _journal.Peek();

    /// <summary>The rules in force, and since when they are as they are now.</summary>
    public IEnumerable<(GapKind Kind, string SubjectId, long SinceUs)> RulesInForce =>
        from monitor in _transition.Monitors
        where monitor.InForce.EndUs == long.MaxValue
        select (monitor.Book.Kind, monitor.Book.SubjectId, monitor.InForce.StartUs);
}
