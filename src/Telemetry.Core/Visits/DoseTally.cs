using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>What a place got in one period: visits, patrol time (union) and officer time (sum).</summary>
internal struct DoseTally(TimeRange period)
{
    private int _visits;
    private long _patrolUs;
    private long _officerUs;
    private long _attendedToUs = period.StartUs;

    /// <summary>Takes a presence; they come by start.</summary>
    public void Add(long startUs, long endUs)
    {
        var (fromUs, toUs) = (Math.Max(startUs, period.StartUs), Math.Min(endUs, period.EndUs));
        if (toUs <= fromUs)
            return;
        _officerUs += toUs - fromUs;
        _patrolUs += Math.Max(0, toUs - Math.Max(fromUs, _attendedToUs));
        _attendedToUs = Math.Max(_attendedToUs, toUs);
    }

    /// <summary>Takes an attendance: it is a visit of the period in which its dwell was reached.</summary>
    public void Add(Attendance attendance)
    {
        if (attendance.ReachedUs is { } reachedUs && period.Contains(reachedUs))
            _visits++;
    }

    public void AddVisits(int count) => _visits += count;

    public readonly bool Meets(DoseRule asked) =>
        _visits >= asked.MinVisits && _patrolUs >= TimeUs.Of(asked.MinPatrol)
        && _officerUs >= TimeUs.Of(asked.MinOfficer);
}
