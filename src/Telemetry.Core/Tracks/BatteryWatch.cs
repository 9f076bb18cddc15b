using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>When a battery is low: from below its kind's limit until well above it again.</summary>
internal static class BatteryWatch
{
    /// <summary>So many points above the limit a battery counts as charged.</summary>
    public const double ChargedMarginPercent = 5;

    /// <summary>Whether a fix ends what was known so far; one that does not tell changes nothing.</summary>
    public static bool Turns(bool isLow, in Fix fix, KindSettings settings) => isLow
        ? fix.BatteryPercent > settings.LowBatteryPercent + ChargedMarginPercent
        : fix.BatteryPercent < settings.LowBatteryPercent;
}
