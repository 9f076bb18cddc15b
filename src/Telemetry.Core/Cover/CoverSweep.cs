using System.Runtime.InteropServices;

namespace Telemetry.Core.Cover;

/// <summary>
/// Goes through a stretch of a duty window moment by moment where cells become fresh or stale, whatever went before:
/// the plain way from sightings to runs.
/// </summary>
internal sealed class CoverSweep(CoverDemand demand)
{
    private readonly List<long> _turns = [];
    private int _fresh;

    /// <summary>Appends the runs of a stretch; the last one, if it lasts to the end, as it would go on.</summary>
    /// <param name="sightings">All that may be fresh in the stretch, in no order; used up.</param>
    /// <param name="windowUs">When every cell counts as seen: the start of the duty window.</param>
    /// <param name="fromUs">Start of the stretch.</param>
    /// <param name="begunUs">Since when enough cells are fresh at the start of the stretch, if they are.</param>
    /// <param name="toUs">End of the stretch; nothing seen after it counts.</param>
    /// <param name="state">Afterwards as it stands at the end.</param>
    public void Run(
        List<Sighting> sightings, long windowUs, long fromUs, long? begunUs, long toUs, FreshCells state,
        List<CoverRun> runs)
    {
        _turns.Clear();
        state.Begin(windowUs);
        state.See(sightings, fromUs);
        sightings.RemoveAll(sighting => sighting.LastUs <= fromUs || sighting.FirstUs > toUs);
        CollectionsMarshal.AsSpan(sightings).Sort(static (a, b) =>
            a.Cell != b.Cell ? a.Cell.CompareTo(b.Cell) : a.FirstUs.CompareTo(b.FirstUs));
        FindTurns(CollectionsMarshal.AsSpan(sightings), fromUs, toUs, state);

        CollectionsMarshal.AsSpan(_turns).Sort();
        var fresh = _fresh;
        long? sinceUs = fresh >= demand.Cells ? begunUs ?? fromUs : null;
        foreach (var turn in _turns)
        {
            var us = turn >> 1;
            if ((turn & 1) == 0)
            {
                if (++fresh == demand.Cells)
                    sinceUs = us;
            }
            else if (fresh-- == demand.Cells)
            {
                runs.Add(new CoverRun(sinceUs!.Value, us));
                sinceUs = null;
            }
        }

        if (sinceUs is { } lastUs)
            runs.Add(new CoverRun(lastUs, state.SeenBy(demand.Cells) + demand.IntervalUs));
    }

    /// <summary>When each cell becomes fresh, and after when it is stale, inside the stretch.</summary>
    private void FindTurns(ReadOnlySpan<Sighting> sightings, long fromUs, long toUs, FreshCells state)
    {
        var next = 0;
        _fresh = 0;
        for (var cell = 0; cell < state.Count; cell++)
        {
            var freshToUs = state[cell] + demand.IntervalUs;
            var isFresh = freshToUs >= fromUs;
            _fresh += isFresh ? 1 : 0;
            for (; next < sightings.Length && sightings[next].Cell == cell; next++)
            {
                var firstUs = Math.Max(sightings[next].FirstUs, fromUs);
                var lastUs = Math.Min(sightings[next].LastUs, toUs);
                if (!isFresh || firstUs > freshToUs)
                {
                    if (isFresh)
                        _turns.Add(Stale(freshToUs));
                    _turns.Add(Fresh(firstUs));
                    (isFresh, freshToUs) = (true, lastUs + demand.IntervalUs);
                }

                freshToUs = Math.Max(freshToUs, lastUs + demand.IntervalUs);
                state.See(cell, lastUs);
            }

            if (isFresh && freshToUs < toUs)
                _turns.Add(Stale(freshToUs));
        }
    }

    // At one moment what becomes fresh comes before what is stale only after it.
    private static long Fresh(long us) => us << 1;

    private static long Stale(long us) => (us << 1) | 1;
}
