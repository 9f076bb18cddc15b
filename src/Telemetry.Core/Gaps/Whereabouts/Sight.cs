using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>How far around itself a device that nobody saw may have seen ground, by its kind.</summary>
internal static class Sight
{
    /// <param name="era">Null before the first plan.</param>
    public static double ReachM(PlanEra? era, DeviceTrack device)
    {
        var kind = era?.Plan.Roster.GetValueOrDefault(device.Id)?.Kind ?? device.Last?.Kind ?? DeviceKind.Unspecified;
        var reachM = era?.SettingsOf(kind).ReachM ?? KindSettings.DefaultFor(kind).ReachM;
        // Nobody knows where a camera looked that was not heard of.
        return kind == DeviceKind.Drone ? Math.Max(reachM, Footprint.FarthestM) : reachM;
    }

    /// <summary>Under whatever plan there was.</summary>
    public static double FarthestM(PlanHistory plans, DeviceTrack device)
    {
        var farthestM = ReachM(null, device);
        for (var era = 0; era < plans.Count; era++)
            farthestM = Math.Max(farthestM, ReachM(plans[era], device));
        return farthestM;
    }
}
