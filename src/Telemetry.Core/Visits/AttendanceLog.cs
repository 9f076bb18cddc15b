using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>The attendances of one place as one rule sees them, kept up to the watermark.</summary>
internal sealed class AttendanceLog(PlaceTimeline timeline, DeviceKinds eligible, VisitDemand demand)
{
    private readonly List<Attendance> _attendances = [];
    private readonly long _mergeGapUs = TimeUs.Of(demand.MergeGap);

    /// <summary>By time, disjoint.</summary>
    public IReadOnlyList<Attendance> All => _attendances;

    /// <summary>
    /// Takes in what changed from this time on; returns the index of the first attendance that may be another now.
    /// </summary>
    public int Update(long fromUs, long watermarkUs)
    {
        var kept = _attendances.Count;
        while (kept > 0 && _attendances[kept - 1].EndUs + _mergeGapUs >= fromUs)
            kept--;
        _attendances.RemoveRange(kept, _attendances.Count - kept);
        Rebuild(kept > 0 ? _attendances[kept - 1].EndUs : long.MinValue, watermarkUs);
        return kept;
    }

    /// <summary>Presences that ended before are not needed to go on.</summary>
    public long NeedsPresencesFromUs(long horizonUs)
    {
        foreach (var attendance in _attendances)
        {
            if (attendance.EndUs + _mergeGapUs >= horizonUs)
                return Math.Min(attendance.StartUs, horizonUs);
        }

        return horizonUs;
    }

    /// <summary>Lets go of those that ended before; returns the end of the last visit among them.</summary>
    public long? Forget(long beforeUs)
    {
        long? lastVisitUs = null;
        var gone = 0;
        for (; gone < _attendances.Count && _attendances[gone].EndUs + _mergeGapUs < beforeUs; gone++)
        {
            if (_attendances[gone].ReachedUs is not null)
                lastVisitUs = _attendances[gone].EndUs;
        }

        _attendances.RemoveRange(0, gone);
        return lastVisitUs;
    }

    /// <summary>End of the last visit among the first so many.</summary>
    public long? LastVisitEndUs(int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            if (_attendances[i].ReachedUs is not null)
                return _attendances[i].EndUs;
        }

        return null;
    }

    private void Rebuild(long afterUs, long watermarkUs)
    {
        var fold = new AttendanceFold(demand);
        var presences = timeline.Presences;
        for (var i = timeline.FirstStartingAfter(afterUs); i < presences.Count; i++)
        {
            var presence = presences[i];
            if (presence.StartUs > watermarkUs)
                break;
            if (!eligible.Contains(presence.Kind))
                continue;
            if (fold.Add(presence.StartUs, Math.Min(presence.EndUs, watermarkUs)) is { } ended)
                _attendances.Add(ended);
        }

        if (fold.End() is { } last)
            _attendances.Add(last);
    }
}
