namespace Telemetry.Core.Cover;

/// <summary>
/// What came near a place in a span of time: when each of its cells was last seen follows from that, however large the
/// cells are. A copy: the engine goes on without it.
/// </summary>
public sealed class NearLegs
{
    private readonly List<CoverLeg> _legs;

    internal NearLegs(List<CoverLeg> legs) => _legs = legs;

    public int Count => _legs.Count;

    /// <summary>The window must lie in the span that was asked for.</summary>
    public void ShowTo(CellTimes times)
    {
        foreach (var leg in _legs)
            times.See(leg);
    }
}
