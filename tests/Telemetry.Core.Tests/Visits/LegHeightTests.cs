using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

/// <summary>A leg of 100 µs; when it is at or below 50 m, and when above.</summary>
public sealed class LegHeightTests
{
    [Theory]
    [InlineData(40f, 45f, 0, 100)]
    [InlineData(60f, 70f, 0, 0)]
    [InlineData(0f, 100f, 0, 50)]
    [InlineData(100f, 0f, 50, 100)]
    [InlineData(50f, 50f, 0, 100)]
    [InlineData(50f, 60f, 0, 0)]
    [InlineData(60f, 50f, 100, 100)]
    [InlineData(null, 10f, 0, 0)]
    [InlineData(10f, null, 0, 0)]
    public void AtMost_Heights_Times(float? startM, float? endM, long fromUs, long toUs) =>
        AssertTimes(fromUs, toUs, LegHeight.AtMost(At(0, startM), At(100, endM), 50));

    [Theory]
    [InlineData(40f, 45f, 0, 0)]
    [InlineData(60f, 70f, 0, 100)]
    [InlineData(0f, 100f, 50, 100)]
    [InlineData(100f, 0f, 0, 50)]
    [InlineData(50f, 50f, 0, 0)]
    [InlineData(50f, 60f, 0, 100)]
    [InlineData(60f, 50f, 0, 100)]
    [InlineData(null, 90f, 0, 0)]
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
