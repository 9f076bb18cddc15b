using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Engine;

/// <summary>
/// A device at 1 Hz and what the store holds of it. Of its reports 5 % come late, by half an hour at most: four
/// of five one by one, the others as what it kept while it was cut off, sent beside its fresh reports as the client
/// library does. At times its fixes are poor, and its battery runs down.
/// </summary>
internal sealed class PatrolDevice
{
    public const int MostLateS = 1_800;

    /// <summary>How far back the store can be read: what a late report may lay again.</summary>
    private const int Kept = 8_192;

    private const int ReportsPerStraggler = 25;
    private const double SecondsPerCutOff = 18_000;
    private const double LeastCutOffS = 30;
    private const double MeanCutOffS = 150;
    private const double SecondsPerPoorSpell = 28_800;
    private const int ShiftS = 28_800;
    private const int HalfMinuteS = 30;

    private readonly TrackPoint[] _points = new TrackPoint[Kept];
    private readonly long _firstUs;
    private StreetWalk _walk;
    private SmallRandom _random;
    private int _made;
    private int _cutOffUntilS;
    private int _poorUntilS;

    public PatrolDevice(int number, long startUs, Districts districts)
    {
        _random = new SmallRandom((ulong)number);
        var district = number % districts.Count;
        var isBike = number % 5 < 3;
        Identity = new DeviceIdentity(
            $"{(isBike ? "bike" : "set")}-{number:0000}", isBike ? DeviceKind.Bike : DeviceKind.Handset,
            PatrolPlan.Unit(district));
        var paceMps = isBike ? 3 + (3 * _random.Next()) : 1 + _random.Next();
        _walk = new StreetWalk(districts.Origin(district), districts.SizeM, paceMps, (ulong)number + 1_000_000);
        _firstUs = startUs + (number * 997 % TimeUs.PerSecond);
    }

    public DeviceIdentity Identity { get; }

    public ref readonly TrackPoint this[int second] => ref _points[second % Kept];

    public Report ReportOf(int second) => this[second].ToReport(_firstUs + (second * TimeUs.PerSecond));

    /// <summary>Makes the next report; returns the second it is of.</summary>
    public int MakeNext()
    {
        var second = _made++;
        if (second >= _cutOffUntilS && _random.IsOnceIn(SecondsPerCutOff))
            _cutOffUntilS = second + (int)Math.Min(LeastCutOffS + _random.Wait(MeanCutOffS), MostLateS);
        if (second >= _poorUntilS && _random.IsOnceIn(SecondsPerPoorSpell))
            _poorUntilS = second + HalfMinuteS * (1 + _random.Next(8));
        var (eastM, northM) = _walk.Next();
        _points[second % Kept] = new TrackPoint(
            eastM, northM, (float)_walk.SpeedMps, second < _poorUntilS ? 80 : 5 + (float)(5 * _random.Next()),
            100 - (85f * ((second + (int)(_firstUs % ShiftS)) % ShiftS) / ShiftS), ArrivalOf(second));
        return second;
    }

    /// <summary>Replaces the list by what the store holds of a span by a second, both ends included.</summary>
    public void Read(TrackSpan span, int nowS, List<Report> reports)
    {
        reports.Clear();
        var first = (int)Math.Max(0, (span.FromUs - _firstUs + TimeUs.PerSecond - 1) / TimeUs.PerSecond);
        var last = (int)Math.Min(_made - 1, (span.ToUs - _firstUs) / TimeUs.PerSecond);
        if (first <= _made - Kept)
        {
            throw new BenchFailedException(
                $"{Identity.Id} is read again from {nowS - first} s ago: more than is kept.");
        }

        for (var second = first; second <= last; second++)
        {
            if (this[second].ArrivesS <= nowS)
                reports.Add(ReportOf(second));
        }
    }

    private int ArrivalOf(int second)
    {
        if (second < _cutOffUntilS)
            return _cutOffUntilS;
        return _random.IsOnceIn(ReportsPerStraggler) ? second + 1 + _random.Next(MostLateS) : second;
    }
}
