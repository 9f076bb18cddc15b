namespace Telemetry.Core.Visits;

/// <summary>
/// A leg's time, or several legs' together, inside one place; observed from start to end, possible from the earliest
/// moment to the latest.
/// </summary>
internal readonly record struct LegPresence(
    PlaceTimeline Timeline, long StartUs, long EndUs, long EarliestUs, long LatestUs)
{
    /// <summary>Goes on where this one ends.</summary>
    public bool IsGoneOnBy(in LegPresence next) => next.Timeline == Timeline && next.StartUs == EndUs;

    public LegPresence With(in LegPresence next) => this with { EndUs = next.EndUs, LatestUs = next.LatestUs };
}
