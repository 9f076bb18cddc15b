using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// One device on its beat: goes to a stop, looks around there, goes on; with breaks and now and then an incident.
/// </summary>
internal sealed class DeviceWalk
{
    /// <summary>How far anybody strolls from where they arrived.</summary>
    public const double StrollReachM = 3;

    private const double LongerDwell = 2.4;

    // Per stop; about one every two hours and bike.
    private const double IncidentChance = 0.03;
    private const double IncidentMinMinutes = 12;
    private const double IncidentMaxMinutes = 35;
    private const float FullPercent = 100;
    private const float DroneDrainPerMinute = 3;
    private const float DrainPerMinute = 0.15f;

    private readonly Beat _beat;
    private readonly DeviceKind _kind;
    private readonly Gait _gait;
    private readonly SeededRandom _random;
    private readonly Offset _base;
    private Stop? _stop;
    private Offset _target;
    private long _stayUntilUs;
    private long _breakAtUs;
    private DeviceStatus _activity = DeviceStatus.OnPatrol;
    private bool _arrived;
    private double _speedMps;
    private float _batteryPercent;

    public DeviceWalk(Beat beat, DeviceKind kind, SeededRandom random, long startUs)
    {
        (_beat, _kind, _gait, _random) = (beat, kind, Gait.Of(kind), random);
        _base = beat.Any(random).PointInside(random);
        At = _base;
        _batteryPercent = (float)random.Between(88, FullPercent);
        // The first break comes at any time of a shift, so that not all rest at once.
        _breakAtUs = startUs + TimeUs.Of(_gait.Shift * random.Between(0.3, 1));
        GoOn(startUs);
    }

    public Offset At { get; private set; }

    public double HeadingDeg { get; private set; }

    public double SpeedMps => _speedMps;

    public float BatteryPercent => _batteryPercent;

    public DeviceStatus Status => _activity;

    public float? HeightM => _activity == DeviceStatus.OnBreak && _arrived ? _gait.HeightM * 0 : _gait.HeightM;

    /// <summary>Lives through the next moment, up to this time.</summary>
    public void Step(long nowUs, double seconds)
    {
        Drain(seconds);
        if (!_arrived)
            Travel(nowUs, seconds);
        else if (nowUs >= _stayUntilUs)
            Leave(nowUs);
        else
            Stroll(seconds);
    }

    /// <summary>Goes home; whoever is left takes over the stop.</summary>
    public void SignOff()
    {
        if (_stop is { } left)
            left.IsTaken = false;
        _stop = null;
    }

    private void Travel(long nowUs, double seconds)
    {
        var way = _target - At;
        var reachM = _gait.SpeedMps * seconds;
        HeadingDeg = way.LengthM > 0 ? way.HeadingDeg : HeadingDeg;
        _speedMps = Math.Min(_gait.SpeedMps, way.LengthM / seconds);
        if (way.LengthM > reachM)
        {
            At += (reachM / way.LengthM) * way;
            return;
        }

        At = _target;
        _arrived = true;
        _stayUntilUs = nowUs + TimeUs.Of(StayHere());
    }

    private TimeSpan StayHere() => _activity switch
    {
        DeviceStatus.OnBreak => _gait.Break,
        DeviceStatus.Responding => TimeSpan.FromMinutes(_random.Between(IncidentMinMinutes, IncidentMaxMinutes)),
        // Most look long enough, some in a hurry do not.
        _ => _stop!.Dwell * _random.Between(0.85, LongerDwell),
    };

    private void Leave(long nowUs)
    {
        _speedMps = 0;
        if (_stop is { } done)
        {
            done.IsTaken = false;
            done.LastVisitUs = nowUs;
            _stop = null;
        }

        if (_activity == DeviceStatus.OnBreak)
        {
            _breakAtUs = nowUs + TimeUs.Of(_gait.Shift * _random.Between(0.9, 1.1));
            if (_kind == DeviceKind.Drone)
                _batteryPercent = FullPercent;
        }

        GoOn(nowUs);
    }

    private void GoOn(long nowUs)
    {
        _arrived = false;
        if (nowUs >= _breakAtUs)
        {
            (_activity, _target) = (DeviceStatus.OnBreak, _base);
            return;
        }

        if (_kind != DeviceKind.Drone && _random.Chance(IncidentChance))
        {
            (_activity, _target) = (DeviceStatus.Responding, _beat.Any(_random).PointInside(_random));
            return;
        }

        _activity = DeviceStatus.OnPatrol;
        _stop = _beat.Choose(_kind, At, _gait.SpeedMps, nowUs, _random);
        if (_stop is null)
        {
            (_activity, _target) = (DeviceStatus.OnBreak, _base);
            return;
        }

        _stop.IsTaken = true;
        _target = _stop.PointInside(_random);
    }

    /// <summary>A few steps around the point of arrival, never out of a place's reach.</summary>
    private void Stroll(double seconds)
    {
        var wish = _target + Offset.Polar(StrollReachM * _random.NextDouble(), _random.Between(0, 2 * Math.PI));
        var way = wish - At;
        var stepM = Math.Min(way.LengthM, _gait.StrollMps * seconds);
        if (way.LengthM > 0)
            At += (stepM / way.LengthM) * way;
        _speedMps = stepM / seconds;
    }

    private void Drain(double seconds)
    {
        var perMinute = _kind == DeviceKind.Drone ? DroneDrainPerMinute : DrainPerMinute;
        if (_kind != DeviceKind.Drone || _activity != DeviceStatus.OnBreak)
            _batteryPercent = Math.Max(3, _batteryPercent - (float)(perMinute * seconds / 60));
    }
}
