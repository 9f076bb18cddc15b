using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Visits;
using Telemetry.Server.Contract;

namespace Telemetry.Server.Query;

/// <summary>The coverage of one or many places together.</summary>
internal sealed class CoverageRollup
{
    private readonly Idleness _idleness = new();
    private int _places;
    private int _visits;
    private long _patrolUs;
    private long _officerUs;
    private long _possiblePatrolUs;
    private long _possibleOfficerUs;
    private long _dutyUs;
    private long _overdueUs;
    private int _dosesAsked;
    private int _dosesMet;
    private long _instantaneousUs;
    private long? _lastVisitUs;

    public void Add(PlaceCoverage coverage)
    {
        _idleness.Add(coverage.Idleness);
        _places++;
        _visits += coverage.Visits;
        _patrolUs += coverage.PatrolUs;
        _officerUs += coverage.OfficerUs;
        _possiblePatrolUs += coverage.PossiblePatrolUs;
        _possibleOfficerUs += coverage.PossibleOfficerUs;
        _dutyUs += coverage.DutyUs;
        _overdueUs += coverage.OverdueUs;
        _dosesAsked += coverage.DosesAsked;
        _dosesMet += coverage.DosesMet;
        // The place that waits longest speaks for all.
        _instantaneousUs = Math.Max(_instantaneousUs, coverage.InstantaneousUs);
        if (coverage.LastVisitUs is { } lastUs)
            _lastVisitUs = Math.Max(_lastVisitUs ?? lastUs, lastUs);
    }

    public Coverage ToMessage(string subject, string displayName)
    {
        var message = new Coverage
        {
            Subject = subject,
            DisplayName = displayName,
            PlaceCount = _places,
            VisitCount = _visits,
            PatrolTime = DurationOf(_patrolUs),
            OfficerTime = DurationOf(_officerUs),
            PossiblePatrolTime = DurationOf(_possiblePatrolUs),
            PossibleOfficerTime = DurationOf(_possibleOfficerUs),
            DutyTime = DurationOf(_dutyUs),
            OverdueTime = DurationOf(_overdueUs),
            DoseShiftCount = _dosesAsked,
            DoseMetCount = _dosesMet,
            Idleness = ToMessage(_idleness, _instantaneousUs),
        };
        if (_dutyUs > 0)
            message.OverdueFraction = (double)_overdueUs / _dutyUs;
        if (_lastVisitUs is { } us)
            message.LastVisitTime = Times.ToTimestamp(us);
        return message;
    }

    private static IdlenessStatistics ToMessage(Idleness idleness, long instantaneousUs) => new()
    {
        IntervalCount = idleness.Count,
        MeanSeconds = idleness.MeanSeconds,
        StddevSeconds = idleness.StddevSeconds,
        RootMeanSquareSeconds = idleness.RootMeanSquareSeconds,
        TimeAverageSeconds = idleness.TimeAverageSeconds,
        WorstSeconds = idleness.WorstSeconds,
        InstantaneousSeconds = (double)instantaneousUs / TimeUs.PerSecond,
    };

    private static Duration DurationOf(long us) => TimeSpan.FromMicroseconds(us).ToDuration();
}
