using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// When along a leg a device was how high: straight from one fix's height to the next one's. Of a height that is not
/// known at both ends nothing is said: the answer is empty.
/// </summary>
internal static class LegHeight
{
    public static TimeRange AtMost(in Fix from, in Fix to, double limitM)
    {
        if (from.HeightM is not { } startM || to.HeightM is not { } endM)
            return default;
        if (startM <= limitM && endM <= limitM)
            return new TimeRange(from.TimeUs, to.TimeUs);
        if (startM > limitM && endM > limitM)
            return default;
        var crossUs = CrossUs(from, to, limitM);
        return startM <= limitM ? new TimeRange(from.TimeUs, crossUs) : new TimeRange(crossUs, to.TimeUs);
    }

    public static TimeRange Above(in Fix from, in Fix to, double limitM)
    {
        if (from.HeightM is not { } startM || to.HeightM is not { } endM || (startM <= limitM && endM <= limitM))
            return default;
        if (startM > limitM && endM > limitM)
            return new TimeRange(from.TimeUs, to.TimeUs);
        var crossUs = CrossUs(from, to, limitM);
        return startM > limitM ? new TimeRange(from.TimeUs, crossUs) : new TimeRange(crossUs, to.TimeUs);
    }

    private static long CrossUs(in Fix from, in Fix to, double limitM)
    {
        var (startM, endM) = ((double)from.HeightM!.Value, (double)to.HeightM!.Value);
        return from.TimeUs + (long)Math.Round((limitM - startM) / (endM - startM) * (to.TimeUs - from.TimeUs));
    }
}
