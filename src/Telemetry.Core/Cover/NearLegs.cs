namespace Telemetry.Core.Cover;

/// <summary>
/// What came near a place in a span of time: when each of its cells was last seen follows from that, however large the
/// cells are. A copy: the engine goes on without it.
/// </summary>
public sealed class NearLegs
{
    private readonly CoverWatch _watch;
    private readonly List<CoverLeg> _legs;

    internal NearLegs(CoverWatch watch, List<CoverLeg> legs) => (_watch, _legs) = (watch, legs);

    public int Count => _legs.Count;

    /// <summary>The fraction seen in a window, of the cells that the rule looks at.</summary>
    public double SeenFraction(long fromUs, long atUs)
    {
        var times = CellTimes.Of(_watch.Cells, fromUs, atUs);
        ShowTo(times);
        return (double)times.SeenSince(fromUs) / times.Count;
    }

    /// <summary>The window must lie in the span that was asked for.</summary>
    public void ShowTo(CellTimes times)
    {
        foreach (var leg in _legs)
            times.See(leg);
    }
}
