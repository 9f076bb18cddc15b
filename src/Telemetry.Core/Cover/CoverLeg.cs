using Telemetry.Core.Geo;

namespace Telemetry.Core.Cover;

/// <summary>A leg near a place, with all that follows from it there.</summary>
/// <param name="Seen">The part of the leg in which what it sees counts.</param>
/// <param name="Footprint">What the camera sees around the point below the drone; null: all within reach.</param>
internal readonly record struct CoverLeg(
    CoverWatch Watch, TimeRange Seen, TimeRange Leg, GeoPoint From, GeoPoint To, double ReachM,
    FootprintQuad? Footprint)
    : IComparable<CoverLeg>
{
    /// <summary>By place, then time.</summary>
    public int CompareTo(CoverLeg other) => Watch.Ordinal != other.Watch.Ordinal
        ? Watch.Ordinal.CompareTo(other.Watch.Ordinal)
        : Leg.StartUs.CompareTo(other.Leg.StartUs);
}
