using System.Runtime.InteropServices;

namespace Telemetry.Core.Visits;

/// <summary>
/// Legs of one device, by time, within which something about a fence begins or ends: the device crosses it, another
/// plan comes into force, its whole duty fits in. A breach that no fix tells lies within one of these.
/// </summary>
internal sealed class TurningLegs
{
    private readonly List<TimeRange> _legs = [];

    public ReadOnlySpan<TimeRange> All => CollectionsMarshal.AsSpan(_legs);

    /// <summary>One later than all before.</summary>
    public void Add(TimeRange leg) => _legs.Add(leg);

    /// <summary>The one that goes on through a moment, and has neither of its fixes then.</summary>
    public TimeRange? Across(long us)
    {
        var before = FirstFrom(us) - 1;
        return before >= 0 && _legs[before].EndUs > us ? _legs[before] : null;
    }

    /// <summary>
    /// Puts others in the place of those in a span; returns from the first to the last of both, null when they are the
    /// same.
    /// </summary>
    public TimeRange? Replace(TimeRange span, List<TimeRange> legs)
    {
        var first = FirstFrom(span.StartUs);
        var count = 0;
        while (first + count < _legs.Count && _legs[first + count].EndUs <= span.EndUs)
            count++;
        var old = All.Slice(first, count);
        if (old.SequenceEqual(CollectionsMarshal.AsSpan(legs)))
            return null;
        var (fromUs, toUs) = (long.MaxValue, long.MinValue);
        foreach (var leg in (TimeRange[])[.. old, .. legs])
            (fromUs, toUs) = (Math.Min(fromUs, leg.StartUs), Math.Max(toUs, leg.EndUs));
        _legs.RemoveRange(first, count);
        _legs.InsertRange(first, legs);
        return new TimeRange(fromUs, toUs);
    }

    /// <summary>Forgets legs that ended before.</summary>
    public void Forget(long beforeUs) => _legs.RemoveAll(leg => leg.EndUs < beforeUs);

    /// <summary>Where the first one is that begins at this moment or later. Nearly always among the last.</summary>
    private int FirstFrom(long us)
    {
        var (low, high) = (0, _legs.Count);
        if (high == 0 || _legs[high - 1].StartUs < us)
            return high;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_legs[middle].StartUs < us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
