using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>What of a stay is left when the device must be low, or high, to be there.</summary>
internal static class OracleHeights
{
    public static (long StartUs, long EndUs) Cut(Place place, Fix from, Fix to, long startUs, long endUs)
    {
        if (from.Kind == DeviceKind.Drone && place.Drones.MaxHeightM is { } mostM)
            (startUs, endUs) = Cut(from, to, startUs, endUs, mostM, isBelow: true);
        foreach (var fence in place.Rules.OfType<FenceRule>().Where(fence => fence.Kind == FenceKind.Ceiling))
            (startUs, endUs) = Cut(from, to, startUs, endUs, fence.CeilingM!.Value, isBelow: false);
        return (startUs, endUs);
    }

    private static (long StartUs, long EndUs) Cut(
        Fix from, Fix to, long startUs, long endUs, double limitM, bool isBelow)
    {
        if (from.HeightM is null || to.HeightM is null)
            return (startUs, startUs);
        double a = from.HeightM.Value, b = to.HeightM.Value;
        bool startCounts = a <= limitM == isBelow, endCounts = b <= limitM == isBelow;
        var crossUs = from.TimeUs + (long)Math.Round((limitM - a) / (b - a) * (to.TimeUs - from.TimeUs));
        return (startCounts, endCounts) switch
        {
            (true, true) => (startUs, endUs),
            (true, false) => (startUs, Math.Min(endUs, crossUs)),
            (false, true) => (Math.Max(startUs, crossUs), endUs),
            _ => (startUs, startUs),
        };
    }
}
