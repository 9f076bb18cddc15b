using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Evidence;

/// <summary>
/// Where a device can have been between two fixes at its top speed (space-time prism): on the ground an ellipse with
/// the fixes as its foci; a disc that grows while there is no second one; anywhere when there is no first.
/// </summary>
public sealed record Prism(Fix? From, Fix? To, double TopSpeedMps)
{
    /// <summary>When it can have been at a place within a span; null when it cannot.</summary>
    public TimeRange? At(PlaceDistance place, TimeRange within)
    {
        var (fromUs, untilUs) = (within.StartUs, within.EndUs);
        if (From is { } left)
            fromUs = Math.Max(fromUs, left.TimeUs + TravelUs(place, left));
        if (To is { } back)
            untilUs = Math.Min(untilUs, back.TimeUs - TravelUs(place, back));
        return fromUs < untilUs && CanDetour(place) ? new TimeRange(fromUs, untilUs) : null;
    }

    /// <summary>
    /// The ground it can have reached by a moment, as a closed ring; empty when that is anywhere, or nowhere but
    /// straight on.
    /// </summary>
    public IReadOnlyList<GeoPoint> Outline(long untilUs)
    {
        if (From is not { } left)
            return [];
        return To is { } back
            ? GroundRing.Ellipse(left.Position, back.Position, ReachM(left.TimeUs, back.TimeUs))
            : GroundRing.Circle(left.Position, ReachM(left.TimeUs, untilUs));
    }

    private double ReachM(long fromUs, long toUs) =>
        Math.Max(0, toUs - fromUs) / (double)TimeUs.PerSecond * TopSpeedMps;

    private long TravelUs(PlaceDistance place, in Fix fix) =>
        (long)Math.Floor(place.MetersFrom(fix.Position) / TopSpeedMps * TimeUs.PerSecond);

    private bool CanDetour(PlaceDistance place) =>
        From is not { } left || To is not { } back
        || place.DetourM(left.Position, back.Position) <= ReachM(left.TimeUs, back.TimeUs);
}
