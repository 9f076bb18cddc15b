using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Cover;

/// <summary>
/// What a rule about the cells of a place looks at, for as long as the rule and the place stay the same.
/// </summary>
internal sealed class CoverWatch
{
    private readonly Lazy<PlaceCells> _cells;
    private readonly PresenceTerms _terms;

    /// <param name="ordinal">Tells watches apart, in a fixed order.</param>
    /// <param name="inForceUs">Since when the rule is in force.</param>
    public CoverWatch(int ordinal, Place place, CoverRule rule, long inForceUs)
    {
        (Ordinal, Place, Rule, _terms) = (ordinal, place, rule, PresenceTerms.Of(place));
        Plane = CellPlane.Of(place.Shape);
        // At a place where nobody ever is, the cells need never be known.
        _cells = new Lazy<PlaceCells>(() => PlaceCells.Of(place.Shape, rule.CellM));
        Tally = new CoverTally(Log, _cells, rule, inForceUs);
    }

    public int Ordinal { get; }

    public Place Place { get; }

    public CoverRule Rule { get; }

    public long IntervalUs => TimeUs.Of(Rule.Interval);

    public CellPlane Plane { get; }

    public PlaceCells Cells => _cells.Value;

    public CoverDemand Demand => CoverDemand.Of(Rule.MinFraction, Rule.Interval, Cells.Count);

    public CoverLog Log { get; } = new();

    public CoverTally Tally { get; }

    /// <summary>Told from when to when what was near has changed.</summary>
    public event Action<long, long>? Changed;

    /// <summary>When along a leg what the device sees counts here; empty when it does not.</summary>
    /// <param name="isCamera">It is known what the device's camera sees.</param>
    public TimeRange Seen(in Fix from, in Fix to, TimeRange span, bool isCamera)
    {
        if (!Rule.Accepts(from.Kind) || (from.Kind == DeviceKind.Drone && _terms.ByCamera && !isCamera))
            return default;
        return span.Intersect(_terms.Within(from, to));
    }

    public void NoteAdded(long fromUs, long toUs)
    {
        Log.NoteAdded(fromUs, toUs);
        Changed?.Invoke(fromUs, toUs);
    }

    public void NoteRemoved(long fromUs, long toUs)
    {
        Log.NoteRemoved(fromUs, toUs);
        Changed?.Invoke(fromUs, toUs);
    }
}
