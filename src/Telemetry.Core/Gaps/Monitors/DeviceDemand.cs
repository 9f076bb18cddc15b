using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>What a plan demands of a device on its roster.</summary>
internal abstract record DeviceDemand(GapKind Kind, DeviceKind Device, DutySchedule Duty)
{
    /// <summary>All that is demanded, one of each kind.</summary>
    public static IEnumerable<DeviceDemand> AllOf(Plan plan, RosterEntry entry)
    {
        var settings = plan.SettingsOf(entry.Kind);
        yield return new ToReport(entry.Kind, entry.Duty, TimeUs.Of(settings.SilenceAfter + Limits.Settle));
        yield return new ToRecover(
            GapKind.Degraded, entry.Kind, entry.Duty, "degraded", TimeUs.Of(settings.DegradedGrace),
            CloseReason.Usable);
        yield return new ToRecover(
            GapKind.LowBattery, entry.Kind, entry.Duty, "low-battery", GraceUs: 0, CloseReason.Charged);
    }

    /// <summary>A fix at least so often.</summary>
    public sealed record ToReport(DeviceKind Device, DutySchedule Duty, long MaxSilenceUs)
        : DeviceDemand(GapKind.Silent, Device, Duty);

    /// <summary>Not to stay in a bad state for longer than a grace.</summary>
    public sealed record ToRecover(
        GapKind Kind, DeviceKind Device, DutySchedule Duty, string RuleId, long GraceUs, CloseReason EndedBy)
        : DeviceDemand(Kind, Device, Duty);
}
