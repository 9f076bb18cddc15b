namespace Telemetry.Core.Tracks;

/// <summary>A stretch of one device's track that must be read again, from one fix to another, both included.</summary>
public readonly record struct TrackSpan(string DeviceId, long FromUs, long ToUs);
