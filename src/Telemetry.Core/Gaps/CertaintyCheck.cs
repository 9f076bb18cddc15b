using System.Collections.Immutable;

namespace Telemetry.Core.Gaps;

/// <summary>Asks of a gap whether somebody who was silent could have been there.</summary>
internal abstract class CertaintyCheck(long watermarkUs)
{
    public long WatermarkUs { get; } = watermarkUs;

    /// <summary>The devices that leave it unverified, and when the clock alone may add another.</summary>
    public abstract (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap);
}

/// <summary>A device's own silence needs no witness.</summary>
internal sealed class AlwaysCertain(long watermarkUs) : CertaintyCheck(watermarkUs)
{
    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap) =>
        (ImmutableArray<string>.Empty, long.MaxValue);
}
