using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>A presence without its names, for figures over many: who it was does not matter to them.</summary>
public readonly record struct Stay(DeviceKind Kind, long StartUs, long EndUs, long EarliestUs, long LatestUs)
{
    public static Stay Of(in Presence presence) =>
        new(presence.Kind, presence.StartUs, presence.EndUs, presence.EarliestUs, presence.LatestUs);
}
