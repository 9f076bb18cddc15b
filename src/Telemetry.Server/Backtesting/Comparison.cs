using Telemetry.Core;
using Telemetry.Core.Gaps;

namespace Telemetry.Server.Backtesting;

/// <summary>Gaps of one kind at one subject, by whom they were flagged.</summary>
internal readonly record struct Comparison(
    int OnlyNew, int OnlyOld, int Both, int UnverifiedNew, long OnlyNewUs, long OnlyOldUs, long BothUs)
{
    public static Comparison operator +(Comparison a, Comparison b) => new(
        a.OnlyNew + b.OnlyNew,
        a.OnlyOld + b.OnlyOld,
        a.Both + b.Both,
        a.UnverifiedNew + b.UnverifiedNew,
        a.OnlyNewUs + b.OnlyNewUs,
        a.OnlyOldUs + b.OnlyOldUs,
        a.BothUs + b.BothUs);

    /// <param name="span">Only parts of gaps within it count.</param>
    public static Comparison Of(
        GapKind kind, IReadOnlyList<Gap> newOnes, IReadOnlyList<Gap> oldOnes, TimeRange span)
    {
        var both = newOnes.Count(gap => oldOnes.Any(old => SpanOf(old).Overlaps(SpanOf(gap))));
        var counts = new Comparison(
            newOnes.Count - both,
            oldOnes.Count(old => !newOnes.Any(gap => SpanOf(gap).Overlaps(SpanOf(old)))),
            both,
            newOnes.Count(gap => gap.Certainty == Certainty.Unverified),
            0, 0, 0);
        if (IsJudgedAtEnd(kind))
            return counts;
        var (newTime, oldTime) = (Merged(newOnes, span), Merged(oldOnes, span));
        var bothUs = Shared(newTime, oldTime);
        return counts with
        {
            OnlyNewUs = Length(newTime) - bothUs,
            OnlyOldUs = Length(oldTime) - bothUs,
            BothUs = bothUs,
        };
    }

    /// <summary>
    /// When a gap was open; an open one goes on. One judged when a shift or slot has ended stands for that moment: how
    /// long it then stays open says nothing of what was missed.
    /// </summary>
    public static TimeRange SpanOf(Gap gap) =>
        new(gap.OpenUs, IsJudgedAtEnd(gap.Kind) ? gap.OpenUs + 1 : gap.Close?.TimeUs ?? long.MaxValue);

    private static bool IsJudgedAtEnd(GapKind kind) => kind is GapKind.Underdosed or GapKind.MissedSlot;

    /// <summary>Disjoint and by time.</summary>
    private static List<TimeRange> Merged(IEnumerable<Gap> gaps, TimeRange span)
    {
        var merged = new List<TimeRange>();
        foreach (var part in gaps.Select(gap => SpanOf(gap).Intersect(span)).OrderBy(part => part.StartUs))
        {
            if (merged.Count > 0 && part.StartUs <= merged[^1].EndUs)
                merged[^1] = merged[^1] with { EndUs = Math.Max(merged[^1].EndUs, part.EndUs) };
            else
                merged.Add(part);
        }

        return merged;
    }

    private static long Shared(List<TimeRange> a, List<TimeRange> b)
    {
        var (i, j, sharedUs) = (0, 0, 0L);
        while (i < a.Count && j < b.Count)
        {
            var shared = a[i].Intersect(b[j]);
            sharedUs += shared.IsEmpty ? 0 : shared.EndUs - shared.StartUs;
            if (a[i].EndUs < b[j].EndUs)
                i++;
            else
                j++;
        }

        return sharedUs;
    }

    private static long Length(List<TimeRange> ranges) => ranges.Sum(range => range.EndUs - range.StartUs);
}
