using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Boxes around all that a device can reach, in degrees: never too small. They only say whom to ask; the answer is
/// worked out exactly.
/// </summary>
internal static class Reach
{
    // Less than there are anywhere: a box may be larger than it must, and distances have their error.
    private const double LeastMetersPerDegree = 109_000;

    private const double SlackM = 1;
    private const double NearPoleDeg = 88;

    public static readonly Box Everywhere = new(-180, -90, 180, 90);

    public static Box Of(PlaceShape shape)
    {
        if (shape is PlaceShape.Disc disc)
            return Around(disc.Center, disc.RadiusM);
        var envelope = ((PlaceShape.Area)shape).Geometry.EnvelopeInternal;
        return new Box(envelope.MinX, envelope.MinY, envelope.MaxX, envelope.MaxY);
    }

    public static Box Around(GeoPoint point, double meters)
    {
        var northDeg = (meters + SlackM) / LeastMetersPerDegree;
        var farthestDeg = Math.Abs(point.LatitudeDeg) + northDeg;
        if (farthestDeg > NearPoleDeg)
            return Everywhere;
        var eastDeg = northDeg / Math.Cos(farthestDeg * Wgs84.RadPerDeg);
        var (west, east) = (point.LongitudeDeg - eastDeg, point.LongitudeDeg + eastDeg);
        var (south, north) = (point.LatitudeDeg - northDeg, point.LatitudeDeg + northDeg);
        return west < -180 || east > 180 ? new Box(-180, south, 180, north) : new Box(west, south, east, north);
    }

    /// <summary>Of one who goes from a fix to another: the ellipse around both, wider by a margin.</summary>
    public static Box Between(in Fix from, in Fix to, double topSpeedMps, double marginM)
    {
        var (a, b) = (from.Position, to.Position);
        if (Math.Abs(a.LongitudeDeg - b.LongitudeDeg) > 180)
            return Everywhere;
        var middle = new GeoPoint((a.LatitudeDeg + b.LatitudeDeg) / 2, (a.LongitudeDeg + b.LongitudeDeg) / 2);
        return Around(middle, (Meters(to.TimeUs - from.TimeUs, topSpeedMps) / 2) + marginM);
    }

    public static double Meters(long us, double speedMps) => Math.Max(0, us) * speedMps / TimeUs.PerSecond;
}
