using Telemetry.Core.Geo;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>Something has changed in where a device could have been unseen.</summary>
/// <param name="Box">Where.</param>
/// <param name="Span">Of which time.</param>
internal readonly record struct Doubt(Box Box, TimeRange Span)
{
    /// <summary>What lies in here has been told before.</summary>
    public Box? Told { get; init; }
}
