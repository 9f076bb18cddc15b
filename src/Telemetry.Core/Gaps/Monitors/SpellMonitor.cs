using System.Runtime.InteropServices;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Watches that what is wrong with a device (fixes of no use, a low battery) does not last.</summary>
internal sealed class SpellMonitor(
    string exerciseId, DeviceTrack device, DeviceDemand.ToRecover demand, int planVersion, TimeRange inForce)
    : IdleMonitor(
        new GapBook(exerciseId, demand.Kind, device.Id, demand.RuleId, planVersion),
        new IdleRule(demand.GraceUs, demand.Duty, demand.EndedBy),
        inForce)
{
    private readonly List<Attended> _well = [];

    protected override bool OpensOnArrival => true;

    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        _well.Clear();
        var wellFromUs = long.MinValue;
        foreach (var spell in demand.Kind == GapKind.Degraded ? device.Degraded : device.LowBattery)
        {
            if (spell.StartUs > watermarkUs)
                break;
            _well.Add(new Attended(wellFromUs, spell.StartUs));
            wellFromUs = spell.EndUs;
        }

        if (wellFromUs <= watermarkUs)
            _well.Add(new Attended(wellFromUs, Attended.OnwardUs));
        return new AttendedRun(CollectionsMarshal.AsSpan(_well), Base.LastEndUs, Base.ForgottenUs);
    }
}
