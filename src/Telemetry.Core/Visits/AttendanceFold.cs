using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>Joins presences, given by start, into attendances.</summary>
internal struct AttendanceFold(VisitDemand visit)
{
    private readonly long _mergeGapUs = TimeUs.Of(visit.MergeGap);
    private readonly long _minDwellUs = TimeUs.Of(visit.MinDwell);
    private long _startUs;
    private long _endUs;
    private long? _reachedUs;
    private bool _isOpen;

    /// <summary>Takes the next presence; returns the attendance that ended before it, if one did.</summary>
    public Attendance? Add(long startUs, long endUs)
    {
        Attendance? ended = null;
        if (_isOpen && startUs > _endUs && startUs - _endUs >= _mergeGapUs)
            ended = End();
        if (!_isOpen)
        {
            (_startUs, _endUs, _reachedUs, _isOpen) = (startUs, startUs, null, true);
        }

        // Dwell is reached while somebody is inside: in a pause that is bridged it waits for the re-entry.
        var dueUs = Math.Max(_startUs + _minDwellUs, startUs);
        if (_reachedUs is null && dueUs <= endUs)
            _reachedUs = dueUs;
        _endUs = Math.Max(_endUs, endUs);
        return ended;
    }

    /// <summary>The attendance still under way, if there is one.</summary>
    public Attendance? End()
    {
        if (!_isOpen)
            return null;
        _isOpen = false;
        return new Attendance(_startUs, _endUs, _reachedUs);
    }
}
