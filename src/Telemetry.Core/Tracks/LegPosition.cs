using Telemetry.Core.Geo;

namespace Telemetry.Core.Tracks;

/// <summary>Where a device is on a leg: straight in degrees the short way round, at constant speed.</summary>
internal static class LegPosition
{
    public static GeoPoint At(in Fix from, in Fix to, long us)
    {
        if (us == from.TimeUs)
            return from.Position;
        if (us == to.TimeUs)
            return to.Position;
        var share = (us - from.TimeUs) / (double)(to.TimeUs - from.TimeUs);
        var eastDeg = Wgs84.ShortWayDeg(to.Position.LongitudeDeg - from.Position.LongitudeDeg);
        return new GeoPoint(
            from.Position.LatitudeDeg + (share * (to.Position.LatitudeDeg - from.Position.LatitudeDeg)),
            Wgs84.ShortWayDeg(from.Position.LongitudeDeg + (share * eastDeg)));
    }
}
