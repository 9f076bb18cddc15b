using System.Runtime.InteropServices;

namespace Telemetry.Core.Cover;

/// <summary>When each cell of a place was last seen, as it stands at one moment of a duty window.</summary>
internal sealed class FreshCells(int count)
{
    private readonly long[] _seenUs = new long[count];
    private readonly long[] _ordered = new long[count];

    public int Count => count;

    public long this[int cell] => _seenUs[cell];

    public FreshCells Copy()
    {
        var copy = new FreshCells(count);
        _seenUs.CopyTo(copy._seenUs, 0);
        return copy;
    }

    /// <summary>At the start of a duty window every cell counts as just seen.</summary>
    public void Begin(long windowUs) => Array.Fill(_seenUs, windowUs);

    /// <summary>Takes in what was seen up to a moment. What is taken in twice changes nothing.</summary>
    public void See(List<Sighting> sightings, long untilUs)
    {
        foreach (ref readonly var sighting in CollectionsMarshal.AsSpan(sightings))
        {
            if (sighting.FirstUs <= untilUs)
                See(sighting.Cell, Math.Min(sighting.LastUs, untilUs));
        }
    }

    public void See(int cell, long us)
    {
        ref var seenUs = ref _seenUs[cell];
        if (seenUs < us)
            seenUs = us;
    }

    /// <summary>How many were seen at this moment or later.</summary>
    public int SeenSince(long us)
    {
        var seen = 0;
        foreach (var seenUs in _seenUs)
            seen += seenUs >= us ? 1 : 0;
        return seen;
    }

    /// <summary>The latest moment since which so many cells were seen.</summary>
    public long SeenBy(int cells)
    {
        _seenUs.CopyTo(_ordered, 0);
        var (low, high, wanted) = (0, count - 1, count - cells);
        while (low < high)
        {
            var pivot = _ordered[low + ((high - low) / 2)];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (_ordered[i] < pivot)
                    i++;
                while (_ordered[j] > pivot)
                    j--;
                if (i > j)
                    break;
                (_ordered[i], _ordered[j]) = (_ordered[j], _ordered[i]);
                i++;
                j--;
            }

            if (wanted <= j)
                high = j;
            else if (wanted >= i)
                low = i;
            else
                break;
        }

        return _ordered[wanted];
    }
}
