using System.Runtime.InteropServices;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps;

/// <summary>Watches that a rostered device reports while it is on duty.</summary>
internal sealed class SilentMonitor : Monitor
{
    public const string RuleId = "silent";

    private readonly List<Attended> _heard = [];
    private long _forgottenHeardEndUs = long.MinValue;
    private long _forgottenUs = long.MinValue;

    public SilentMonitor(
        string exerciseId, DeviceTrack device, RosterEntry entry, long limitUs, int planVersion, long fromUs)
        : base(
            new GapBook(exerciseId, GapKind.Silent, device.Id, RuleId, planVersion),
            new IdleRule(limitUs, entry.Duty, CloseReason.Reported) { InForce = new TimeRange(fromUs, long.MaxValue) },
            planVersion)
    {
        Device = device;
        Entry = entry;
    }

    public DeviceTrack Device { get; }

    public RosterEntry Entry { get; }

    public (long HeardEndUs, long ForgottenUs) Base => (_forgottenHeardEndUs, _forgottenUs);

    public void RestoreBase(long heardEndUs, long forgottenUs) =>
        (_forgottenHeardEndUs, _forgottenUs) = (heardEndUs, forgottenUs);

    public override void Forget(long beforeUs)
    {
        foreach (var silence in Device.Silences)
        {
            if (silence.To.TimeUs < beforeUs)
                _forgottenHeardEndUs = Math.Max(_forgottenHeardEndUs, silence.From.TimeUs);
        }

        _forgottenUs = Math.Max(_forgottenUs, beforeUs);
        base.Forget(beforeUs);
    }

    /// <summary>
    /// A device is heard from the fix that ends a silence to the one that begins the next; after a fix that ends its
    /// duty it is excused to the end of that window.
    /// </summary>
    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        _heard.Clear();
        if (Device.First is { } first && Device.Last is { } last)
        {
            var heardFromUs = first.TimeUs;
            foreach (var silence in Device.Silences)
            {
                Add(heardFromUs, Math.Min(ExcusedUntilUs(silence.From), silence.To.TimeUs), watermarkUs);
                heardFromUs = silence.To.TimeUs;
            }

            Add(heardFromUs, ExcusedUntilUs(last), watermarkUs);
        }

        return new AttendedRun(CollectionsMarshal.AsSpan(_heard), _forgottenHeardEndUs, _forgottenUs);
    }

    private void Add(long fromUs, long untilUs, long watermarkUs)
    {
        if (fromUs <= watermarkUs)
            _heard.Add(new Attended(fromUs, Math.Min(untilUs, watermarkUs)));
    }

    private long ExcusedUntilUs(Fix fix) =>
        fix.IsOffDuty && Rule.Duty.WindowAt(fix.TimeUs) is { } window ? window.EndUs : fix.TimeUs;
}
