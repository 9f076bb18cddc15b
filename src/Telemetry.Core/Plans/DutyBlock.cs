namespace Telemetry.Core.Plans;

/// <summary>What a schedule has in one stretch of days.</summary>
/// <param name="Pieces">Time on duty, merged where windows touch or overlap, cut at the block's ends.</param>
/// <param name="Shifts">The windows that start in the block, whole, not merged; of those that start at the same moment
/// the longest.</param>
internal sealed record DutyBlock(int Index, TimeRange[] Pieces, TimeRange[] Shifts)
{
    public const int Days = 64;
    public const long DayUs = 86_400 * TimeUs.PerSecond;

    public static readonly DutyBlock None = new(int.MinValue, [], []);

    public TimeRange Span => SpanOf(Index);

    public bool IsEmpty => Pieces.Length == 0;

    public bool IsFull => Pieces.Length == 1 && Pieces[0] == Span;

    public bool IsOnAtStart => !IsEmpty && Pieces[0].StartUs == Span.StartUs;

    public bool IsOnAtEnd => !IsEmpty && Pieces[^1].EndUs == Span.EndUs;

    public static TimeRange SpanOf(int index) => new(index * Days * DayUs, (index + 1) * Days * DayUs);

    public static int IndexOf(long us) => (int)Math.Floor(us / (double)(Days * DayUs));

    /// <summary>How many pieces start at or before this moment.</summary>
    public int CountStartedBy(long us)
    {
        var (low, high) = (0, Pieces.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Pieces[middle].StartUs <= us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
