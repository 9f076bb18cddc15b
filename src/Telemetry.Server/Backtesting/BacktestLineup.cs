using Telemetry.Core;
using Telemetry.Core.Gaps;

namespace Telemetry.Server.Backtesting;

/// <summary>New gaps beside old ones, subject by subject and kind by kind.</summary>
internal sealed class BacktestLineup(IEnumerable<Gap> newOnes, IEnumerable<Gap> oldOnes, TimeRange span)
{
    private readonly ILookup<(string SubjectId, GapKind Kind), Gap> _new = ByKey(newOnes, span);
    private readonly ILookup<(string SubjectId, GapKind Kind), Gap> _old = ByKey(oldOnes, span);

    /// <summary>By subject, then kind; only where there is a gap.</summary>
    public IEnumerable<(string SubjectId, GapKind Kind, Comparison Comparison)> Lines() =>
        _new.Concat(_old).Select(gaps => gaps.Key).Distinct()
            .OrderBy(key => key.SubjectId, StringComparer.Ordinal).ThenBy(key => key.Kind)
            .Select(key => (key.SubjectId, key.Kind, Comparison.Of(key.Kind, [.. _new[key]], [.. _old[key]], span)));

    /// <summary>Subjects that the new plan finds fault with.</summary>
    public IReadOnlySet<string> NewSubjects => _new.Select(gaps => gaps.Key.SubjectId).ToHashSet();

    private static ILookup<(string SubjectId, GapKind Kind), Gap> ByKey(IEnumerable<Gap> gaps, TimeRange span) =>
        gaps.Where(gap => Comparison.SpanOf(gap).Overlaps(span)).ToLookup(gap => (gap.SubjectId, gap.Kind));
}
