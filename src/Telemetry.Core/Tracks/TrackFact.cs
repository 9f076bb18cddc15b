namespace Telemetry.Core.Tracks;

/// <summary>What is told of a track as a whole.</summary>
internal enum TrackFact : byte
{
    /// <summary>While nobody knew where the device was.</summary>
    Silence,

    /// <summary>When reports came at all, usable or not.</summary>
    Heard,

    /// <summary>While reports came, but no usable fix.</summary>
    Degraded,

    LowBattery,
}
