using CsCheck;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Whereabouts;

public sealed class ReachTests
{
    private static readonly Gen<GeoPoint> Points =
        Gen.Select(Gen.Double[-89, 89], Gen.Double[-180, 180]).Select((north, east) => new GeoPoint(north, east));

    // So far east and north of a point, in degrees.
    private static readonly Gen<(double North, double East)> Offsets =
        from scale in Gen.OneOf(1e-5, 1e-3, 0.1, 2)
        from offset in Gen.Select(Gen.Double[-1, 1], Gen.Double[-1, 1])
        select (offset.Item1 * scale, offset.Item2 * scale);

    [Fact]
    public void Around_AnyPointNotFarther_IsInTheBox() =>
        Gen.Select(Points, Offsets).Sample((center, offset) =>
        {
            var other = Moved(center, offset);
            Assert.True(Holds(Reach.Around(center, GeoDistance.Meters(center, other)), other));
        });

    [Fact]
    public void Between_AnyPointThatTheWayCanTouch_IsInTheBox() =>
        Gen.Select(Points, Offsets, Offsets, Gen.Double[0.1, 50]).Sample((from, toOffset, viaOffset, speedMps) =>
        {
            var (to, via) = (Moved(from, toOffset), Moved(from, viaOffset));
            var wayM = GeoDistance.Meters(from, via) + GeoDistance.Meters(via, to);
            var wayUs = (long)Math.Ceiling(wayM / speedMps * TimeUs.PerSecond);
            var box = Reach.Between(At(0, from), At(wayUs, to), speedMps, marginM: 0);
            Assert.True(Holds(box, via));
        });

    private static Fix At(long us, GeoPoint position) => new(us, position, DeviceKind.Bike, DeviceStatus.OnPatrol);

    private static GeoPoint Moved(GeoPoint point, (double North, double East) offset) => new(
        Math.Clamp(point.LatitudeDeg + offset.North, -90, 90), Wgs84.ShortWayDeg(point.LongitudeDeg + offset.East));

    private static bool Holds(Box box, GeoPoint point) => box.Meets(Box.Of(Vec.Of(point), Vec.Of(point)));
}
