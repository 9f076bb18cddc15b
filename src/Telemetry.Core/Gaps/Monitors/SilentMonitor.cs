using System.Runtime.InteropServices;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Watches that a rostered device reports while it is on duty.</summary>
internal sealed class SilentMonitor(
    string exerciseId, DeviceTrack device, DeviceDemand.ToReport demand, int planVersion, TimeRange inForce)
    : IdleMonitor(
        new GapBook(exerciseId, GapKind.Silent, device.Id, RuleId, planVersion),
        new IdleRule(demand.MaxSilenceUs, demand.Duty, CloseReason.Reported),
        inForce)
{
    public const string RuleId = "silent";

    private readonly List<Attended> _heard = [];

    public DeviceTrack Device { get; } = device;

    public override void Forget(long beforeUs)
    {
        foreach (var pause in Device.HeardPauses)
        {
            if (pause.To.TimeUs < beforeUs)
                ForgetAttendance(pause.From.TimeUs);
        }

        base.Forget(beforeUs);
    }

    public override bool IsHeldAt(long idleFromUs, Func<DeviceTrack, bool> isAtWork) =>
        Device.LastHeardUs == idleFromUs && isAtWork(Device);

    /// <summary>
    /// A device is heard from the report that ends a pause to the one that begins the next, usable or not; after one
    /// that ends its duty it is excused to the end of that window.
    /// </summary>
    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        _heard.Clear();
        if (Device.FirstHeard is { } first && Device.LastHeard is { } last)
        {
            var heardFromUs = first.TimeUs;
            foreach (var pause in Device.HeardPauses)
            {
                Add(heardFromUs, Math.Min(ExcusedUntilUs(pause.From), pause.To.TimeUs), watermarkUs);
                heardFromUs = pause.To.TimeUs;
            }

            Add(heardFromUs, ExcusedUntilUs(last), watermarkUs);
        }

        return new AttendedRun(CollectionsMarshal.AsSpan(_heard), Base.LastEndUs, Base.ForgottenUs);
    }

    private void Add(long fromUs, long untilUs, long watermarkUs)
    {
        if (fromUs <= watermarkUs)
            _heard.Add(new Attended(fromUs, Math.Min(untilUs, watermarkUs)));
    }

    private long ExcusedUntilUs(Fix fix) =>
        fix.IsOffDuty && Limit.Duty.WindowAt(fix.TimeUs) is { } window ? window.EndUs : fix.TimeUs;
}
