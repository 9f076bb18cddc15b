namespace Telemetry.Core.Tracks;

/// <summary>
/// Who reports: id without the <c>devices/</c> prefix, kind, and unit (squad), empty when none is known.
/// </summary>
public sealed record DeviceIdentity(string Id, DeviceKind Kind, string Unit);
