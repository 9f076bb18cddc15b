using Telemetry.Cli.Playback;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// A synthetic squad on a plan: who is on duty walks, beat by beat, and every period fixes its position. Where they
/// walk does not depend on how often that is, nor on what goes wrong with it.
/// </summary>
internal sealed class Fleet
{
    // Of devices beyond the roster.
    private const int DroneEvery = 5;

    private static readonly Proto.CameraPose Camera = ReportMessage.From(TrueFix.DroneCamera);

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

    /// <summary>In the order in which a <see cref="TrueFix"/> counts them.</summary>
    public IReadOnlyList<RosterEntry> Devices => _roster;

    /// <param name="truth">Told of where everybody really is, on every beat, as the sendings are gone through.</param>
    public Script ToScript(Action<TrueFix>? truth = null) => new(
        [.. _roster.Select(entry => new PlayedDevice(entry.DeviceId, (Proto.DeviceKind)entry.Kind, entry.Unit))],
        new SendOrder(Beats(truth)),
        _options.FromUs - TimeUs.PerSecond,
        _options.ToUs);

    /// <summary>Lives through it all and sends nothing.</summary>
    public void Live(Action<TrueFix> truth, CancellationToken cancellationToken)
    {
        foreach (var _ in Beats(truth))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>
    /// Each beat in turn, with the fixes of those whose period is over and what becomes of them on the way. Goes
    /// through once.
    /// </summary>
    private IEnumerable<(long NowUs, IEnumerable<Sending> Sent)> Beats(Action<TrueFix>? truth)
    {
        var beat = new Beat(_stops);
        var members = MembersOn(beat);
        var (beatUs, beatsPerFix) = _options.Pulse;
        var beatSeconds = beatUs / (double)TimeUs.PerSecond;
        var sent = new List<Sending>();
        var count = 0L;
        for (var now = _options.FromUs; now < _options.ToUs; now += beatUs, count++)
        {
            sent.Clear();
            foreach (var member in members)
            {
                if (member.WalkAt(now, beat) is not { } walk)
                    continue;
                walk.Step(now, beatSeconds);
                var last = Math.Min(member.DutyEndUs, _options.ToUs) - now <= beatUs;
                truth?.Invoke(TrueFix.Of(member.Index, member.Entry.Kind, walk, _frame.ToPoint(walk.At), now, last));
                if (last || count % beatsPerFix == member.Phase)
                    sent.AddRange(member.Link.Send(ReportOf(walk, member.Entry.Kind, last), walk.At, _frame, now));
            }

            yield return (now, sent);
        }
    }

    private List<FleetMember> MembersOn(Beat beat)
    {
        var night = new TimeRange(_options.FromUs, _options.ToUs);
        var random = SeededRandom.For(_options.Seed, "dead zones");
        var deadZones = DeadZone.Around(beat, _options.Faults.DeadZones, night, random);
        var beatsPerFix = _options.Pulse.BeatsPerFix;
        return [.. _roster.Select((entry, i) => new FleetMember(_options.Seed, i, entry)
        {
            Link = new FaultyLink(
                _options.Faults, deadZones, i, SeededRandom.For(_options.Seed, $"link {entry.DeviceId}")),
            // Nobody starts all receivers in the same second.
            Phase = SeededRandom.For(_options.Seed, $"phase {entry.DeviceId}").Below(beatsPerFix),
        })];
    }

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
            report.Camera = Camera.Clone();
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
