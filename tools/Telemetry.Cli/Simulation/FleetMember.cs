using Telemetry.Core;
using Telemetry.Core.Plans;

namespace Telemetry.Cli.Simulation;

/// <summary>One device through the night: its walk while it is on duty, and its link to the server.</summary>
internal sealed class FleetMember(ulong seed, int index, RosterEntry entry)
{
    private DeviceWalk? _walk;
    private TimeRange _duty = new(long.MinValue, long.MinValue);
    private long _offDutyUntilUs = long.MinValue;

    public int Index => index;

    public RosterEntry Entry => entry;

    public required FaultyLink Link { get; init; }

    /// <summary>On which beat of a period it fixes its position.</summary>
    public required int Phase { get; init; }

    public long DutyEndUs => _duty.EndUs;

    /// <summary>Null while off duty.</summary>
    public DeviceWalk? WalkAt(long now, Beat beat)
    {
        if (_duty.Contains(now))
            return _walk;
        if (now < _offDutyUntilUs)
            return null;
        _walk?.SignOff();
        _walk = null;
        if (entry.Duty.WindowAt(now) is { } duty)
        {
            _duty = duty;
            return _walk = new DeviceWalk(
                beat, entry.Kind, SeededRandom.For(seed, $"walk {entry.DeviceId} {now}"), now);
        }

        _offDutyUntilUs = entry.Duty.NextWindow(now)?.StartUs ?? long.MaxValue;
        return null;
    }
}
