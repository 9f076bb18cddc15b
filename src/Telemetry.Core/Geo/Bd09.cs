namespace Telemetry.Core.Geo;

/// <summary>BD-09, Baidu's frame: GCJ-02 moved and rippled once more.</summary>
internal static class Bd09
{
    private const double RippleRadPerDeg = Math.PI * 3000 / 180;
    private const double OffsetEastDeg = 0.0065;
    private const double OffsetNorthDeg = 0.006;

    public static GeoPoint FromGcj02(GeoPoint point)
    {
        var (x, y) = (point.LongitudeDeg, point.LatitudeDeg);
        var radius = Math.Sqrt((x * x) + (y * y)) + (0.00002 * Math.Sin(y * RippleRadPerDeg));
        var angle = Math.Atan2(y, x) + (0.000003 * Math.Cos(x * RippleRadPerDeg));
        return new GeoPoint((radius * Math.Sin(angle)) + OffsetNorthDeg, (radius * Math.Cos(angle)) + OffsetEastDeg);
    }

    public static GeoPoint ToGcj02(GeoPoint point) => Inverse.Of(FromGcj02, point);
}
