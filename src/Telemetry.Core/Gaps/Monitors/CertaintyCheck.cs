using System.Collections.Immutable;
using Telemetry.Core.Gaps.Whereabouts;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Asks of a monitor's gap whether somebody unseen could have been there.</summary>
internal readonly struct CertaintyCheck(RuleMonitor monitor, Unseen unseen)
{
    public long WatermarkUs => unseen.WatermarkUs;

    /// <summary>The devices that leave it unverified, and when the clock alone may add another.</summary>
    public (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap) => monitor.Judge(gap, unseen);
}
