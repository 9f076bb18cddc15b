using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Cover;

/// <summary>A leg near a place, with all that follows from it there.</summary>
/// <param name="Seen">The part of the leg in which what it sees counts.</param>
/// <param name="Footprint">What the camera sees around the point below the drone; null: all within reach.</param>
internal readonly record struct CoverLeg(
    CoverWatch Watch, TimeRange Seen, TimeRange Leg, GeoPoint From, GeoPoint To, double ReachM,
    FootprintQuad? Footprint)
    : IComparable<CoverLeg>
{
    /// <summary>A leg, or a piece of one in one plan's time, near the one place that the plan looks at; null when it is
    /// not.</summary>
    public static CoverLeg? Of(PlanEra era, CoverWatch watch, in Fix from, in Fix to, TimeRange piece)
    {
        var (start, end) = (LegPosition.At(from, to, piece.StartUs), LegPosition.At(from, to, piece.EndUs));
        var footprint = from.Kind == DeviceKind.Drone ? Geo.Footprint.Of(from.Camera, from.HeightM) : null;
        var near = footprint is { } quad ? era.Cover!.Near(start, end, quad) : era.Cover!.Near(start, end);
        if (near.IsEmpty)
            return null;
        var seen = watch.Seen(from, to, piece, footprint is not null);
        return seen.IsEmpty
            ? null
            : new CoverLeg(watch, seen, piece, start, end, era.SettingsOf(from.Kind).ReachM, footprint);
    }

    /// <summary>By place, then time.</summary>
    public int CompareTo(CoverLeg other) => Watch.Ordinal != other.Watch.Ordinal
        ? Watch.Ordinal.CompareTo(other.Watch.Ordinal)
        : Leg.StartUs.CompareTo(other.Leg.StartUs);
}
