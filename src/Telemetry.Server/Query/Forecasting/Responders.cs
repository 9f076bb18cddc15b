using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Server.Live;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Query.Forecasting;

/// <summary>
/// The devices that can be sent somewhere at one moment: on duty, heard lately, with battery left. How long they take
/// is an estimate, straight on at the typical speed of their kind.
/// </summary>
internal sealed class Responders
{
    /// <summary>Named for each rule.</summary>
    public const int Most = 5;

    private static readonly ConditionalWeakTable<Place, PlaceDistance> Distances = [];

    private readonly long _nowUs;
    private readonly List<Candidate> _candidates = [];

    public Responders(FleetView fleet, Plan plan, long nowUs)
    {
        _nowUs = nowUs;
        foreach (var entry in fleet.Devices)
        {
            if (entry.State is not { } state)
                continue;
            var roster = plan.Roster.GetValueOrDefault(state.Device.Id);
            var kind = roster?.Kind ?? state.Device.Kind;
            if (CanBeSent(state.Newest, roster, plan.SettingsOf(kind)))
                _candidates.Add(new Candidate(state, roster?.CallSign ?? "", kind));
        }
    }

    /// <summary>Those that count for a rule and are at its place by the deadline, nearest first.</summary>
    public IEnumerable<V1.Responder> For(Place place, PlaceRule rule, long deadlineUs)
    {
        var distance = Distances.GetValue(place, static key => new PlaceDistance(key.Shape));
        return _candidates
            .Where(candidate => rule.Accepts(candidate.Kind)
                && ArrivalUs(candidate, distance.AtLeastM(candidate.Position)) <= deadlineUs)
            .Select(candidate => (Candidate: candidate, DistanceM: distance.MetersFrom(candidate.Position)))
            .Where(way => ArrivalUs(way.Candidate, way.DistanceM) <= deadlineUs)
            .OrderBy(way => way.DistanceM)
            .ThenBy(way => way.Candidate.State.Device.Id, StringComparer.Ordinal)
            .Take(Most)
            .Select(way => ToMessage(way.Candidate, way.DistanceM));
    }

    private bool CanBeSent(in Report newest, RosterEntry? roster, KindSettings settings) =>
        newest.Status is not (DeviceStatus.OffDuty or DeviceStatus.Fault)
        && _nowUs - newest.FixTimeUs <= TimeUs.Of(settings.SilenceAfter)
        && !(newest.BatteryPercent < settings.LowBatteryPercent)
        && !(newest.AccuracyM > settings.AccuracyLimitM)
        && (roster is null || roster.Duty.WindowAt(_nowUs) is not null);

    private long ArrivalUs(Candidate candidate, double distanceM) =>
        _nowUs + (long)Math.Ceiling(distanceM / candidate.SpeedMps * TimeUs.PerSecond);

    private V1.Responder ToMessage(Candidate candidate, double distanceM)
    {
        var message = new V1.Responder
        {
            Device = ResourceNames.Device(candidate.State.Device.Id),
            CallSign = candidate.CallSign,
            Kind = (V1.DeviceKind)candidate.Kind,
            DistanceM = distanceM,
            TypicalSpeedMps = candidate.SpeedMps,
            ArrivalTime = Times.ToTimestamp(ArrivalUs(candidate, distanceM)),
            LastFixTime = Times.ToTimestamp(candidate.State.Newest.FixTimeUs),
        };
        if (candidate.State.Newest.BatteryPercent is { } batteryPercent)
            message.BatteryPercent = batteryPercent;
        return message;
    }

    private sealed record Candidate(FleetState State, string CallSign, DeviceKind Kind)
    {
        public double SpeedMps => TypicalSpeed.MpsOf(Kind);

        public GeoPoint Position => State.Newest.Position;
    }
}
