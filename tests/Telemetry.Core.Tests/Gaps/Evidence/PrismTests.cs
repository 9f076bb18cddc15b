using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Evidence;

public sealed class PrismTests
{
    private const double SpeedMps = 10;
    private static readonly GeoPoint Here = new(31.2, 121.5);

    [Fact]
    public void Outline_TwoFixes_IsWhereTheWayByIsJustLongEnough()
    {
        // 1 km apart, 200 s at 10 m/s: the way may be 2 km.
        var (from, to) = (FixAt(0, 0, 0), FixAt(200, 600, 800));

        var ring = new Prism(from, to, SpeedMps).Outline(long.MaxValue);

        Assert.Equal(ring[0], ring[^1]);
        Assert.All(ring, corner => Assert.Equal(
            2_000, GeoDistance.Meters(from.Position, corner) + GeoDistance.Meters(corner, to.Position), 2d));
        Assert.Contains(ring, corner => GeoDistance.Meters(from.Position, corner) < 502);
    }

    [Fact]
    public void Outline_SilenceThatLasts_IsADiscThatGrows()
    {
        var prism = new Prism(FixAt(100, 0, 0), null, SpeedMps);

        foreach (var seconds in (int[])[60, 600])
        {
            Assert.All(
                prism.Outline(Us(100 + seconds)),
                corner => Assert.Equal(10 * seconds, GeoDistance.Meters(Here, corner), 0.01 * seconds));
        }
    }

    [Fact]
    public void Outline_NeverSeenBeforeOrNoTimeForADetour_IsEmpty()
    {
        Assert.Empty(new Prism(null, FixAt(0, 0, 0), SpeedMps).Outline(Us(9)));
        Assert.Empty(new Prism(FixAt(0, 0, 0), FixAt(100, 0, 1_000), SpeedMps).Outline(Us(9)));
    }

    [Fact]
    public void At_AroundThePlace_IsFromTheFirstArrivalToTheLastDeparture()
    {
        var post = new PlaceDistance(new PlaceShape.Disc(East(500), 100));
        var within = new TimeRange(Us(0), Us(10_000));
        var between = new Prism(FixAt(0, 0, 0), FixAt(200, 0, 1_000), SpeedMps);

        // 400 m to go and 400 m to return.
        var chance = between.At(post, within)!.Value;
        Assert.Equal((40, 160), (Math.Round(chance.StartUs / 1e6, 1), Math.Round(chance.EndUs / 1e6, 1)));
        Assert.Equal(within.EndUs, (between with { To = null }).At(post, within)!.Value.EndUs);
        Assert.Equal(within.StartUs, (between with { From = null }).At(post, within)!.Value.StartUs);
        Assert.Null((between with { TopSpeedMps = 4 }).At(post, within));
    }

    [Fact]
    public void At_EachLegLongEnoughButNotTheDetour_IsNever()
    {
        // Off the straight way: there in time by either fix alone, but not by both.
        var post = new PlaceDistance(
            new PlaceShape.Disc(new GeoPoint(Here.LatitudeDeg + 0.009, Here.LongitudeDeg), 10));
        var prism = new Prism(FixAt(0, 0, -100), FixAt(190, 0, 100), SpeedMps);

        Assert.Null(prism.At(post, TimeRange.Always));
        Assert.NotNull((prism with { TopSpeedMps = 11 }).At(post, TimeRange.Always));
    }

    private static GeoPoint East(double meters) => At(0, meters);

    private static GeoPoint At(double northM, double eastM) => new(
        Here.LatitudeDeg + (northM / 110_858), Here.LongitudeDeg + (eastM / 95_303));

    private static Fix FixAt(long second, double northM, double eastM) =>
        new(Us(second), At(northM, eastM), DeviceKind.Bike, DeviceStatus.OnPatrol);

    private static long Us(long seconds) => seconds * TimeUs.PerSecond;
}
