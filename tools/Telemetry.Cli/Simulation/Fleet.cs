using Telemetry.Cli.Playback;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// A synthetic squad on a plan: who is on duty walks, and every period each of them fixes its position.
/// </summary>
internal sealed class Fleet
{
    // Of devices beyond the roster.
    private const int DroneEvery = 5;

    private readonly SimulationOptions _options;
    private readonly List<RosterEntry> _roster;
    private readonly LocalFrame _frame;
    private readonly List<Stop> _stops;

    /// <exception cref="ArgumentException">The plan has no place to go to, or nobody to go.</exception>
    public Fleet(Plan plan, SimulationOptions options)
    {
        _options = options;
        _roster = RosterOf(plan, options.Devices);
        if (plan.Places.IsEmpty || _roster.Count == 0)
            throw new ArgumentException("the plan has no places or no devices to simulate", nameof(plan));
        _frame = new LocalFrame(Stop.CenterOf(plan.Places[0].Shape));
        _stops = [.. plan.Places.Select(place => new Stop(place, _frame, options.FromUs))];
    }

    public Script ToScript() => new(
        [.. _roster.Select(entry => new PlayedDevice(entry.DeviceId, (Proto.DeviceKind)entry.Kind, entry.Unit))],
        new SendOrder(Live()),
        _options.FromUs - TimeUs.PerSecond,
        _options.ToUs);

    /// <summary>
    /// The fixes of every period in turn, each with what becomes of it on the way. Goes through once.
    /// </summary>
    private IEnumerable<(long NowUs, IEnumerable<Sending> Sent)> Live()
    {
        var beat = new Beat(_stops);
        var random = SeededRandom.For(_options.Seed, "dead zones");
        var night = new TimeRange(_options.FromUs, _options.ToUs);
        var deadZones = DeadZone.Around(beat, _options.Faults.DeadZones, night, random);
        var walks = new DeviceWalk?[_roster.Count];
        var links = _roster.Select((entry, i) => new FaultyLink(
            _options.Faults, deadZones, i, SeededRandom.For(_options.Seed, $"link {entry.DeviceId}"))).ToList();
        var periodUs = TimeUs.Of(_options.Period);
        var sent = new List<Sending>();
        for (var now = _options.FromUs; now < _options.ToUs; now += periodUs)
        {
            sent.Clear();
            for (var i = 0; i < _roster.Count; i++)
            {
                if (_roster[i].Duty.WindowAt(now) is not { } duty)
                {
                    walks[i]?.SignOff();
                    walks[i] = null;
                    continue;
                }

                var walk = walks[i] ??= WalkOf(_roster[i], beat, now);
                walk.Step(now, _options.Period.TotalSeconds);
                var last = Math.Min(duty.EndUs, _options.ToUs) - now <= periodUs;
                sent.AddRange(links[i].Send(ReportOf(walk, _roster[i].Kind, last), walk.At, _frame, now));
            }

            yield return (now, sent);
        }
    }

    private DeviceWalk WalkOf(RosterEntry entry, Beat beat, long now) =>
        new(beat, entry.Kind, SeededRandom.For(_options.Seed, $"walk {entry.DeviceId} {now}"), now);

    private static Proto.Report ReportOf(DeviceWalk walk, DeviceKind kind, bool last)
    {
        var report = new Proto.Report
        {
            SpeedMps = (float)walk.SpeedMps,
            HeadingDeg = (float)walk.HeadingDeg,
            BatteryPercent = walk.BatteryPercent,
            Status = last ? Proto.DeviceStatus.OffDuty : (Proto.DeviceStatus)walk.Status,
        };
        if (kind == DeviceKind.Drone && walk.HeightM is { } height)
        {
            report.HeightM = height;
            report.Camera = new Proto.CameraPose { PitchDeg = -90, HorizontalFovDeg = 73.7f, VerticalFovDeg = 53.1f };
        }

        return report;
    }

    private static List<RosterEntry> RosterOf(Plan plan, int? count)
    {
        var roster = plan.Roster.Values.OrderBy(entry => entry.DeviceId, StringComparer.Ordinal).ToList();
        if (count is not { } wanted)
            return roster;
        for (var n = 1; roster.Count < wanted; n++)
        {
            var kind = n % DroneEvery == 0 ? DeviceKind.Drone : DeviceKind.Bike;
            roster.Add(new RosterEntry($"sim-{n:D4}", kind, "simulated", "", DutySchedule.Always));
        }

        return roster[..wanted];
    }
}
