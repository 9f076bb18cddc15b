using Telemetry.Cli.Playback;
using Telemetry.Core;
using Proto = Patrol.Telemetry.V1;

namespace Telemetry.Cli.Simulation;

/// <summary>Between one device and the server: what is sent of each fix, and when.</summary>
internal sealed class FaultyLink
{
    private const double MinHoldSeconds = 2;
    private const double MaxHoldSeconds = 15;
    private const double MinJumpM = 300;
    private const double MaxJumpM = 2_000;
    private const float GoodAccuracyM = 4;

    private readonly FaultOptions _faults;
    private readonly IReadOnlyList<DeadZone> _deadZones;
    private readonly SeededRandom _random;
    private readonly int _device;
    private readonly long _skewUs;

    public FaultyLink(FaultOptions faults, IReadOnlyList<DeadZone> deadZones, int device, SeededRandom random)
    {
        (_faults, _deadZones, _device, _random) = (faults, deadZones, device, random);
        _skewUs = (long)(TimeUs.Of(faults.ClockSkew) * random.Between(-1, 1));
    }

    /// <summary>
    /// None, one or two sendings. Signing off always gets through, or its absence would be silence all night.
    /// </summary>
    public IEnumerable<Sending> Send(Proto.Report report, Offset at, LocalFrame frame, long nowUs)
    {
        var signsOff = report.Status == Proto.DeviceStatus.OffDuty;
        // Drawn before anything else, so that one fault's share does not shift another's draws.
        var (lost, held, twice) = (
            _random.Chance(_faults.LossShare), _random.Chance(_faults.ReorderShare),
            _random.Chance(_faults.DuplicateShare));
        Misplace(report, at, frame);
        report.FixTimeUnixUs = (ulong)(nowUs + _skewUs);
        if (!signsOff && (lost || _deadZones.Any(zone => zone.Silences(at, nowUs))))
            yield break;
        yield return new Sending(nowUs + DelayUs(held), _device, report);
        if (twice)
            yield return new Sending(nowUs + DelayUs(held: true), _device, report);
    }

    private void Misplace(Proto.Report report, Offset at, LocalFrame frame)
    {
        var off = new Offset(_random.NextGaussian() * _faults.NoiseM, _random.NextGaussian() * _faults.NoiseM);
        if (_random.Chance(_faults.JumpShare))
            off += Offset.Polar(_random.Between(MinJumpM, MaxJumpM), _random.Between(0, 2 * Math.PI));
        var point = frame.ToPoint(at + off);
        (report.LatitudeDeg, report.LongitudeDeg) = (point.LatitudeDeg, point.LongitudeDeg);
        report.AccuracyM = GoodAccuracyM + (float)_faults.NoiseM;
    }

    private long DelayUs(bool held)
    {
        var seconds = _faults.Delay.TotalSeconds * _random.NextDouble();
        if (held)
            seconds += _random.Between(MinHoldSeconds, MaxHoldSeconds);
        return (long)(seconds * TimeUs.PerSecond);
    }
}
