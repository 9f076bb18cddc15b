using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// An interval in which one device was inside a place; its ends are interpolated along the legs and belong to it.
/// </summary>
public readonly record struct Presence(string PlaceId, string DeviceId, DeviceKind Kind, long StartUs, long EndUs);
