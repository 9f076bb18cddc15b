namespace Telemetry.Core.Tracks;

/// <summary>A fix that is used for presence.</summary>
/// <param name="IsConfirmed">It was a jump that the next fix confirmed: how the device got here is not known.</param>
internal readonly record struct UsedFix(Fix Fix, bool IsConfirmed);
