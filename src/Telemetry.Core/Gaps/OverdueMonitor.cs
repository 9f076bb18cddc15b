using System.Runtime.InteropServices;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>Watches that a place is visited often enough.</summary>
internal sealed class OverdueMonitor : Monitor
{
    private readonly List<Attendance> _attendances = [];
    private readonly List<Attended> _visits = [];
    private readonly long _mergeGapUs;


    public OverdueMonitor(string exerciseId, PlaceTimeline timeline, OverdueRule demand, int planVersion, long fromUs)
        : base(
            new GapBook(exerciseId, GapKind.Overdue, timeline.PlaceId, demand.Id, planVersion),
            new IdleRule(TimeUs.Of(demand.MaxInterval), demand.Duty, CloseReason.Visited)
            {
                InForce = new TimeRange(fromUs, long.MaxValue),
            },
            planVersion)
    {
        Timeline = timeline;
        Demand = demand;
        _mergeGapUs = TimeUs.Of(demand.Visit.MergeGap);
    }

    public PlaceTimeline Timeline { get; }

    public OverdueRule Demand { get; }

    /// <summary>Presences that start before are not needed any more.</summary>
    public long NeedsPresencesFromUs(long beforeUs)
    {
        foreach (var attendance in _attendances)
        {
            if (attendance.EndUs + _mergeGapUs >= beforeUs)
                return Math.Min(attendance.StartUs, beforeUs);
        }

        return beforeUs;
    }

    public override void Forget(long beforeUs)
    {
        var gone = 0;
        while (gone < _attendances.Count && _attendances[gone].EndUs + _mergeGapUs < beforeUs)
        {
            if (_attendances[gone].ReachedUs is not null)
                ForgetAttendance(_attendances[gone].EndUs);
            gone++;
        }

        _attendances.RemoveRange(0, gone);
        base.Forget(beforeUs);
    }

    protected override AttendedRun AttendedSince(long fromUs, long watermarkUs)
    {
        var kept = _attendances.Count;
        while (kept > 0 && _attendances[kept - 1].EndUs + _mergeGapUs >= fromUs)
            kept--;
        _attendances.RemoveRange(kept, _attendances.Count - kept);
        Rebuild(kept > 0 ? _attendances[kept - 1].EndUs : long.MinValue, watermarkUs);

        var lastEndUs = LastVisitEndUs(kept);
        _visits.Clear();
        for (var i = kept; i < _attendances.Count; i++)
        {
            if (_attendances[i].ReachedUs is { } reachedUs)
                _visits.Add(new Attended(reachedUs, _attendances[i].EndUs));
        }

        return new AttendedRun(CollectionsMarshal.AsSpan(_visits), lastEndUs, Math.Max(lastEndUs, Base.ForgottenUs));
    }

    private long LastVisitEndUs(int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            if (_attendances[i].ReachedUs is not null)
                return _attendances[i].EndUs;
        }

        return Base.LastEndUs;
    }

    private void Rebuild(long afterUs, long watermarkUs)
    {
        var fold = new AttendanceFold(Demand.Visit);
        var presences = Timeline.Presences;
        for (var i = Timeline.FirstStartingAfter(afterUs); i < presences.Count; i++)
        {
            var presence = presences[i];
            if (presence.StartUs > watermarkUs)
                break;
            if (!Demand.Accepts(presence.Kind))
                continue;
            if (fold.Add(presence.StartUs, Math.Min(presence.EndUs, watermarkUs)) is { } ended)
                _attendances.Add(ended);
        }

        if (fold.End() is { } last)
            _attendances.Add(last);
    }
}
