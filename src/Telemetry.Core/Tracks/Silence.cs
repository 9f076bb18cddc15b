namespace Telemetry.Core.Tracks;

/// <summary>
/// The time between two consecutive fixes in which there is no leg: they are further apart than the kind's
/// <c>silence_after</c> (whereabouts unknown), or the first one ended the device's duty.
/// </summary>
public readonly record struct Silence(Fix From, Fix To);
