using Telemetry.Core;
using Telemetry.Core.Gaps;

namespace Telemetry.Cli.Scoring;

/// <summary>
/// Flagged gaps against true ones, rule by rule and subject by subject. Each is in one pair at most, those that share
/// most time first; what is left of either side overlaps something or nothing of the other.
/// </summary>
/// <param name="Joined">True gaps in no pair that a flagged one covers along with another.</param>
/// <param name="Missed">True gaps longer than the tolerance with nothing flagged in them.</param>
/// <param name="Brief">True gaps no longer than that with nothing flagged in them.</param>
/// <param name="Split">Flagged gaps in no pair, within a true gap that another stands for.</param>
/// <param name="False">Flagged CONFIRMED, with nothing true in them.</param>
/// <param name="Unfounded">Flagged UNVERIFIED, with nothing true in them.</param>
internal sealed record GapMatch(
    IReadOnlyList<GapPair> Pairs,
    IReadOnlyList<ScoredGap> Joined,
    IReadOnlyList<ScoredGap> Missed,
    IReadOnlyList<ScoredGap> Brief,
    IReadOnlyList<ScoredGap> Split,
    IReadOnlyList<ScoredGap> False,
    IReadOnlyList<ScoredGap> Unfounded)
{
    /// <param name="clockUs">How far event time has come.</param>
    /// <param name="toleranceUs">A true gap this long may go unseen.</param>
    public static GapMatch Of(
        IReadOnlyCollection<ScoredGap> truth, IReadOnlyCollection<ScoredGap> flagged, long clockUs, long toleranceUs)
    {
        var flaggedOf = flagged.ToLookup(gap => gap.Key);
        var trueOf = truth.ToLookup(gap => gap.Key);
        var pairs = trueOf.SelectMany(gaps => PairsOf([.. gaps], [.. flaggedOf[gaps.Key]], clockUs)).ToList();
        var paired = pairs.SelectMany(pair => new[] { pair.True, pair.Flagged })
            .ToHashSet<ScoredGap>(ReferenceEqualityComparer.Instance);
        var unseen = truth.Where(gap => !paired.Contains(gap)).ToLookup(gap => Touches(gap, flaggedOf[gap.Key]));
        var extra = flagged.Where(gap => !paired.Contains(gap)).ToLookup(gap => Touches(gap, trueOf[gap.Key]));
        return new GapMatch(
            [.. pairs.OrderBy(pair => pair.True.OpenUs).ThenBy(pair => pair.True.SubjectId, StringComparer.Ordinal)],
            [.. unseen[true]],
            [.. unseen[false].Where(IsNoticeable)],
            [.. unseen[false].Where(gap => !IsNoticeable(gap))],
            [.. extra[true]],
            [.. extra[false].Where(gap => gap.IsConfirmed)],
            [.. extra[false].Where(gap => !gap.IsConfirmed)]);

        bool IsNoticeable(ScoredGap gap) => gap.IsJudgedAtEnd || gap.LengthUs(clockUs) > toleranceUs;
    }

    private static List<GapPair> PairsOf(List<ScoredGap> truth, List<ScoredGap> flagged, long clockUs)
    {
        var free = new HashSet<ScoredGap>(truth.Concat(flagged), ReferenceEqualityComparer.Instance);
        var candidates =
            from one in truth
            from other in flagged
            let shared = one.Span.Intersect(other.Span)
            where !shared.IsEmpty
            orderby shared.Length descending, one.OpenUs, other.OpenUs
            select new GapPair(one, other, clockUs);
        var pairs = new List<GapPair>();
        foreach (var pair in candidates)
        {
            if (!free.Contains(pair.True) || !free.Contains(pair.Flagged))
                continue;
            free.Remove(pair.True);
            free.Remove(pair.Flagged);
            pairs.Add(pair);
        }

        return pairs;
    }

    private static bool Touches(ScoredGap gap, IEnumerable<ScoredGap> others) =>
        others.Any(other => other.Span.Overlaps(gap.Span));
}
