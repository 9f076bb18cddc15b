namespace Telemetry.Bench.Postgis;

/// <summary>One OVERDUE gap as both sides tell it; without a close while it lasts.</summary>
internal readonly record struct OverdueGap(int Zone, long IdleFromUs, long OpenUs, long? CloseUs)
{
    /// <summary>Both sides round to microseconds, and a border is met a hair earlier or later.</summary>
    private const long ToleranceUs = 2_000;

    /// <summary>How many gaps of either side the other does not tell.</summary>
    public static int CountDifferent(IEnumerable<OverdueGap> ours, IEnumerable<OverdueGap> theirs)
    {
        var (left, right) = (Sorted(ours), Sorted(theirs));
        var (i, j, different) = (0, 0, 0);
        while (i < left.Count && j < right.Count)
        {
            if (left[i].IsLike(right[j]))
            {
                i++;
                j++;
                continue;
            }

            different++;
            if (left[i].CompareTo(right[j]) <= 0)
                i++;
            else
                j++;
        }

        return different + left.Count - i + right.Count - j;
    }

    private static List<OverdueGap> Sorted(IEnumerable<OverdueGap> gaps) =>
        [.. gaps.OrderBy(gap => gap.Zone).ThenBy(gap => gap.IdleFromUs)];

    private int CompareTo(OverdueGap other) => (Zone, IdleFromUs).CompareTo((other.Zone, other.IdleFromUs));

    private bool IsLike(OverdueGap other) =>
        Zone == other.Zone && IsNear(IdleFromUs, other.IdleFromUs) && IsNear(OpenUs, other.OpenUs)
        && CloseUs.HasValue == other.CloseUs.HasValue && IsNear(CloseUs ?? 0, other.CloseUs ?? 0);

    private static bool IsNear(long us, long otherUs) => Math.Abs(us - otherUs) <= ToleranceUs;
}
