using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// An interval in which one device was inside a place; its ends are interpolated along the legs and belong to it.
/// </summary>
/// <param name="EarliestUs">It may have come as early as this: the fix before <paramref name="StartUs"/>, or the start
/// itself where a fix tells it.</param>
/// <param name="LatestUs">It may have stayed as late as this: the fix after <paramref name="EndUs"/>, or the end itself
/// where a fix tells it, or where a silence begins.</param>
public readonly record struct Presence(
    string PlaceId, string DeviceId, DeviceKind Kind, long StartUs, long EndUs, long EarliestUs, long LatestUs)
{
    /// <summary>One whose ends are known exactly.</summary>
    public Presence(string placeId, string deviceId, DeviceKind kind, long startUs, long endUs)
        : this(placeId, deviceId, kind, startUs, endUs, startUs, endUs)
    {
    }
}
