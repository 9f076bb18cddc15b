using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>Some days of a calendar, both ends included.</summary>
public readonly record struct DateSpan(DateOnly First, DateOnly Last)
{
    /// <summary>Sorts spans and joins those that touch or overlap, as those of a window must be.</summary>
    public static ImmutableArray<DateSpan> Join(IEnumerable<DateSpan> spans)
    {
        var joined = new List<DateSpan>();
        foreach (var span in spans.Where(span => span.First <= span.Last).OrderBy(span => span.First))
        {
            if (joined.Count > 0 && span.First.DayNumber <= joined[^1].Last.DayNumber + 1)
                joined[^1] = joined[^1] with { Last = span.Last > joined[^1].Last ? span.Last : joined[^1].Last };
            else
                joined.Add(span);
        }

        return [.. joined];
    }

    /// <param name="spans">As <see cref="Join"/> gives them.</param>
    public static bool Contains(ImmutableArray<DateSpan> spans, DateOnly day)
    {
        var (low, high) = (0, spans.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (spans[middle].Last < day)
                low = middle + 1;
            else
                high = middle;
        }

        return low < spans.Length && spans[low].First <= day;
    }
}
