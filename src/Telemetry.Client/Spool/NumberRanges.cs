namespace Telemetry.Client.Spool;

/// <summary>
/// A set of record numbers kept as ascending, disjoint ranges. Each outage leaves one more range, so it stays short.
/// </summary>
internal sealed class NumberRanges
{
    private readonly List<NumberRange> _ranges = [];

    public IReadOnlyList<NumberRange> All => _ranges;

    public bool IsEmpty => _ranges.Count == 0;

    public ulong Total => _ranges.Aggregate(0UL, (sum, range) => sum + range.Count);

    /// <summary>Adds a number above all others.</summary>
    public void Append(ulong number)
    {
        if (_ranges.Count > 0 && number <= _ranges[^1].Last)
            throw new ArgumentOutOfRangeException(nameof(number), number, "Numbers count up");
        if (_ranges.Count > 0 && _ranges[^1].Last + 1 == number)
            _ranges[^1] = _ranges[^1] with { Last = number };
        else
            _ranges.Add(new NumberRange(number, number));
    }

    /// <summary>
    /// Takes out every number from <paramref name="first"/> through <paramref name="last"/>; gives how many there were.
    /// </summary>
    public ulong Remove(ulong first, ulong last)
    {
        var removed = 0UL;
        for (var i = IndexAtOrAfter(first); i < _ranges.Count && _ranges[i].First <= last;)
        {
            var range = _ranges[i];
            var cut = new NumberRange(Math.Max(range.First, first), Math.Min(range.Last, last));
            removed += cut.Count;
            _ranges.RemoveAt(i);
            if (range.Last > cut.Last)
                _ranges.Insert(i, new NumberRange(cut.Last + 1, range.Last));
            if (range.First < cut.First)
                _ranges.Insert(i++, new NumberRange(range.First, cut.First - 1));
            else if (range.Last > cut.Last)
                i++;
        }

        return removed;
    }

    /// <summary>The smallest number in the set that is not below this one.</summary>
    public ulong? AtOrAfter(ulong number)
    {
        var i = IndexAtOrAfter(number);
        return i < _ranges.Count ? Math.Max(_ranges[i].First, number) : null;
    }

    /// <summary>The end of the range that holds this number.</summary>
    public ulong LastConsecutive(ulong number) => _ranges[IndexAtOrAfter(number)].Last;

    public bool Overlaps(ulong first, ulong last) => AtOrAfter(first) is { } found && found <= last;

    /// <summary>Keeps only what is in the other set too.</summary>
    public void IntersectWith(IReadOnlyList<NumberRange> others)
    {
        var from = 0UL;
        foreach (var other in others)
        {
            if (other.First > from)
                Remove(from, other.First - 1);
            from = other.Last + 1;
        }

        Remove(from, ulong.MaxValue);
    }

    private int IndexAtOrAfter(ulong number)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < number)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
