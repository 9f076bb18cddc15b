using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Plans;

public sealed class DeviceKindsTests
{
    private static readonly DeviceKind[] Named =
        [DeviceKind.Bike, DeviceKind.Drone, DeviceKind.Car, DeviceKind.Handset];

    [Fact]
    public void Any_EveryKind_IsIn()
    {
        Assert.All(Enum.GetValues<DeviceKind>(), kind => Assert.True(DeviceKinds.Any.Contains(kind)));
        Assert.Equal(Named, DeviceKinds.Any);
        Assert.Equal("any", DeviceKinds.Any.ToString());
    }

    [Fact]
    public void Of_NoKind_IsAny() => Assert.Equal(DeviceKinds.Any, DeviceKinds.Of());

    [Fact]
    public void Of_SomeKinds_HoldsThoseInAnyOrder()
    {
        DeviceKinds kinds = [DeviceKind.Car, DeviceKind.Bike, DeviceKind.Car];

        Assert.Equal([DeviceKind.Bike, DeviceKind.Car], kinds);
        Assert.True(kinds == DeviceKinds.Of(DeviceKind.Bike, DeviceKind.Car));
        Assert.False(kinds.IsAny);
        Assert.False(kinds.Contains(DeviceKind.Drone));
        Assert.False(kinds.Contains(DeviceKind.Unspecified));
    }

    [Fact]
    public void Of_EveryKindByName_IsNotAny() => Assert.False(DeviceKinds.Of(Named).Contains(DeviceKind.Unspecified));
}
