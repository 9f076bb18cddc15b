using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>What else must be so for a device over a place to be present there.</summary>
/// <param name="ByCamera">Drones are present where their camera looks, not where they fly.</param>
/// <param name="DronesAtMostM">Higher drones are not there.</param>
/// <param name="OnlyAboveM">Only what is higher is there, of any kind: a ceiling.</param>
internal readonly record struct PresenceTerms(bool ByCamera, double? DronesAtMostM, double? OnlyAboveM)
{
    public static PresenceTerms Of(Place place) => new(
        place.Drones.Mode == DroneMode.Camera,
        place.Drones.MaxHeightM,
        place.Rules is [FenceRule { Kind: FenceKind.Ceiling, CeilingM: { } ceilingM }] ? ceilingM : null);

    /// <summary>When along a leg the device's height allows it to be present; empty when it does not.</summary>
    public TimeRange Within(in Fix from, in Fix to)
    {
        var span = new TimeRange(from.TimeUs, to.TimeUs);
        if (DronesAtMostM is { } mostM && from.Kind == DeviceKind.Drone)
            span = span.Intersect(LegHeight.AtMost(from, to, mostM));
        if (OnlyAboveM is { } ceilingM)
            span = span.Intersect(LegHeight.Above(from, to, ceilingM));
        return span;
    }
}
