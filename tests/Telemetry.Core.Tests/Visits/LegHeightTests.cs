using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

/// <summary>A leg of 100 µs; when it is at or below 50 m, and when above.</summary>
public sealed class LegHeightTests
{
    [Theory]
    [InlineData(40, 45, 0, 100)]
    [InlineData(60, 70, 0, 0)]
    [InlineData(0, 100, 0, 50)]
    [InlineData(100, 0, 50, 100)]
    [InlineData(50, 50, 0, 100)]
    [InlineData(50, 60, 0, 0)]
    [InlineData(60, 50, 100, 100)]
    [InlineData(null, 10, 0, 0)]
    [InlineData(10, null, 0, 0)]
    public void AtMost_Heights_Times(float? startM, float? endM, long fromUs, long toUs) =>
        AssertTimes(fromUs, toUs, LegHeight.AtMost(At(0, startM), At(100, endM), 50));

    [Theory]
    [InlineData(40, 45, 0, 0)]
    [InlineData(60, 70, 0, 100)]
    [InlineData(0, 100, 50, 100)]
    [InlineData(100, 0, 0, 50)]
    [InlineData(50, 50, 0, 0)]
    [InlineData(50, 60, 0, 100)]
    [InlineData(60, 50, 0, 100)]
    [InlineData(null, 90, 0, 0)]
    public void Above_Heights_Times(float? startM, float? endM, long fromUs, long toUs) =>
        AssertTimes(fromUs, toUs, LegHeight.Above(At(0, startM), At(100, endM), 50));

    private static void AssertTimes(long fromUs, long toUs, TimeRange found)
    {
        if (fromUs == toUs)
            Assert.True(found.IsEmpty);
        else
            Assert.Equal(new TimeRange(fromUs, toUs), found);
    }

    private static Fix At(long us, float? heightM) =>
        new(us, default, DeviceKind.Drone, DeviceStatus.OnPatrol) { HeightM = heightM };
}
