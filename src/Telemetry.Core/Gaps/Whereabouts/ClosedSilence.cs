using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>A silence that has ended, with boxes around where the device can have been in it.</summary>
/// <param name="silence">From which fix to which.</param>
/// <param name="reach">Around all places where it can have been.</param>
/// <param name="sight">Around all ground that it can have seen.</param>
internal sealed class ClosedSilence(DeviceTrack device, Silence silence, Box reach, Box sight)
{
    private readonly Silence _silence = silence;

    public DeviceTrack Device => device;

    public ref readonly Silence Silence => ref _silence;

    public Box Reach => reach;

    public Box Sight => sight;
}
