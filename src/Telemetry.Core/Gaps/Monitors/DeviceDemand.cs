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
    }

    /// <summary>A fix at least so often.</summary>
    public sealed record ToReport(DeviceKind Device, DutySchedule Duty, long MaxSilenceUs)
        : DeviceDemand(GapKind.Silent, Device, Duty);
}
