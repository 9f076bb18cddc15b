using CsCheck;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Geo;

public sealed class FootprintTests
{
    private const float WideDeg = 73.7f;
    private const float HighDeg = 53.1f;

    [Fact]
    public void Of_StraightDown_IsTheRectangleOfTheDesign() => AssertCorners(
        [(-74.946, -49.967), (74.946, -49.967), (74.946, 49.967), (-74.946, 49.967)],
        Footprint.Of(new CameraPose(-90, 0, WideDeg, HighDeg), 100));

    [Fact]
    public void Of_HalfWayToTheHorizon_IsTheTrapezeOfTheDesign() => AssertCorners(
        [(-70.675, 33.363), (70.675, 33.363), (211.839, 299.738), (-211.839, 299.738)],
        Footprint.Of(new CameraPose(-45, 0, WideDeg, HighDeg), 100));

    [Fact]
    public void Of_LookingEast_TurnsClockwiseFromNorth() => AssertCorners(
        [(33.363, 70.675), (33.363, -70.675), (299.738, -211.839), (299.738, 211.839)],
        Footprint.Of(new CameraPose(-45, 90, WideDeg, HighDeg), 100));

    [Theory]
    [InlineData(-20f)]
    [InlineData(0f)]
    [InlineData(10f)]
    public void Of_HorizonInTheImage_EndsAtTheFarEdge(float pitchDeg)
    {
        var quad = Footprint.Of(new CameraPose(pitchDeg, 0, WideDeg, HighDeg), 100)!.Value;
        Assert.Equal(Footprint.FarEdgeM, quad.C.Y, 1e-9);
        Assert.Equal(Footprint.FarEdgeM, quad.D.Y, 1e-9);
        Assert.InRange(quad.A.Y, 0, Footprint.FarEdgeM);
    }

    [Theory]
    [InlineData(26.6f)]
    [InlineData(90f)]
    public void Of_WhollyAboveTheHorizon_SeesNothing(float pitchDeg) =>
        Assert.Null(Footprint.Of(new CameraPose(pitchDeg, 0, WideDeg, HighDeg), 100));

    [Fact]
    public void Of_NearestGroundBeyondTheFarEdge_SeesNothing() =>
        Assert.Null(Footprint.Of(new CameraPose(0, 0, WideDeg, HighDeg), Footprint.FarEdgeM * 2));

    [Fact]
    public void Of_SomethingNotMeasured_GuessesNothing()
    {
        var whole = new CameraPose(-45, 10, WideDeg, HighDeg);
        Assert.NotNull(Footprint.Of(whole, 100));
        Assert.Null(Footprint.Of(null, 100));
        Assert.Null(Footprint.Of(whole, null));
        Assert.Null(Footprint.Of(whole, 0));
        Assert.Null(Footprint.Of(whole with { PitchDeg = null }, 100));
        Assert.Null(Footprint.Of(whole with { YawDeg = null }, 100));
        Assert.Null(Footprint.Of(whole with { HorizontalFovDeg = null }, 100));
        Assert.Null(Footprint.Of(whole with { VerticalFovDeg = null }, 100));
    }

    /// <summary>Rays cast through the image one by one, by vectors in space instead of angles.</summary>
    [Fact]
    public void Of_RandomPoses_HoldsJustTheGroundOfTheImage() => Gen.Select(
        Gen.Select(Grid.Between(-90, 40), Grid.Between(0, 360), Grid.Between(5, 150), Grid.Between(5, 120)),
        Grid.Between(2, 300),
        Gen.Select(Grid.Between(-1.2, 1.2), Grid.Between(-1.2, 1.2)).Array[50]).Sample((camera, heightM, rays) =>
        {
            var (pitchDeg, yawDeg, wideDeg, highDeg) = camera;
            var pose = new CameraPose((float)pitchDeg, (float)yawDeg, (float)wideDeg, (float)highDeg);
            var quad = Footprint.Of(pose, heightM);
            foreach (var (right, up) in rays)
            {
                if (Cast(pose, heightM, right, up) is not { } ground)
                    continue;
                var inImage = Math.Abs(right) <= 1 && Math.Abs(up) <= 1;
                var isNear = Math.Abs(ground.AheadM) <= Footprint.FarEdgeM && IsWithin(pose, heightM);
                var isEdge = Math.Abs(Math.Abs(right) - 1) < 1e-6 || Math.Abs(Math.Abs(up) - 1) < 1e-6;
                if (!isEdge && (!inImage || isNear))
                    Assert.Equal(inImage, quad?.Covers(ground.Point) ?? false);
            }
        });

    [Fact]
    public void Of_Higher_SeesAllThatItSawBeforeAndMore() => Gen.Select(
        Grid.Between(0, 360), Grid.Between(10, 200), Grid.Between(1, 100)).Sample((yawDeg, heightM, moreM) =>
        {
            var pose = new CameraPose(-90, (float)yawDeg, WideDeg, HighDeg);
            var (low, high) = (Footprint.Of(pose, heightM)!.Value, Footprint.Of(pose, heightM + moreM)!.Value);
            for (var corner = 0; corner < FootprintQuad.Corners; corner++)
                Assert.True(high.Covers(low[corner]));
        });

    /// <summary>No row of the image is so wide that the footprint is cut at its sides.</summary>
    private static bool IsWithin(CameraPose pose, double heightM) =>
        Math.Tan(Radians(pose.HorizontalFovDeg!.Value / 2)) * double.Hypot(Footprint.FarEdgeM, heightM)
        < Footprint.FarEdgeM;

    private static (Vec Point, double AheadM)? Cast(CameraPose pose, double heightM, double right, double up)
    {
        var (pitch, yaw) = (Radians(pose.PitchDeg!.Value), Radians(pose.YawDeg!.Value));
        var (wide, high) = (
            Math.Tan(Radians(pose.HorizontalFovDeg!.Value / 2)), Math.Tan(Radians(pose.VerticalFovDeg!.Value / 2)));
        var (north, east) = (Math.Cos(yaw), Math.Sin(yaw));
        // Axis, right and up of the image in space: east, north, upwards.
        (double X, double Y, double Z) axis = (Math.Cos(pitch) * east, Math.Cos(pitch) * north, Math.Sin(pitch));
        (double X, double Y, double Z) aside = (north, -east, 0);
        (double X, double Y, double Z) above = (-Math.Sin(pitch) * east, -Math.Sin(pitch) * north, Math.Cos(pitch));
        var (a, b) = (right * wide, up * high);
        var z = axis.Z + (a * aside.Z) + (b * above.Z);
        if (z >= -1e-9)
            return null;
        var length = heightM / -z;
        var point = new Vec(
            (axis.X + (a * aside.X) + (b * above.X)) * length, (axis.Y + (a * aside.Y) + (b * above.Y)) * length);
        return (point, (point.X * east) + (point.Y * north));
    }

    private static double Radians(double deg) => deg * Math.PI / 180;

    private static void AssertCorners((double X, double Y)[] expected, FootprintQuad? quad)
    {
        for (var corner = 0; corner < FootprintQuad.Corners; corner++)
        {
            Assert.Equal(expected[corner].X, quad!.Value[corner].X, 5e-4);
            Assert.Equal(expected[corner].Y, quad.Value[corner].Y, 5e-4);
        }
    }
}
