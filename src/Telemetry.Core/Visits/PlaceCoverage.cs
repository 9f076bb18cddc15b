using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// How well one place was patrolled over a span: its presences go in by start, the figures come out at the end.
/// </summary>
/// <remarks>
/// Idleness is taken to be 0 at the span's start, grows until a visit's dwell is reached, and begins anew when the
/// visit ends. The intervals at both edges count, also when they are empty.
/// </remarks>
public sealed class PlaceCoverage
{
    private readonly DeviceKinds _eligible;
    private readonly TimeRange _span;
    private AttendanceFold _fold;
    private long _idleFromUs;
    private long _attendedToUs;

    /// <param name="visit">What a visit is.</param>
    /// <param name="eligible">Whose presence counts.</param>
    /// <param name="span">Both ends are times that exist.</param>
    public PlaceCoverage(VisitDemand visit, DeviceKinds eligible, TimeRange span)
    {
        _eligible = eligible;
        _span = span;
        _fold = new AttendanceFold(visit);
        _idleFromUs = span.StartUs;
        _attendedToUs = span.StartUs;
        Idleness.Observe(span.EndUs - span.StartUs);
    }

    public Idleness Idleness { get; } = new();

    /// <summary>Visits whose dwell was reached in the span.</summary>
    public int Visits { get; private set; }

    /// <summary>Time attended by at least one device.</summary>
    public long PatrolUs { get; private set; }

    /// <summary>Time attended, summed over devices.</summary>
    public long OfficerUs { get; private set; }

    /// <summary>End of the last visit at or before the span's end; null when there was none in the span.</summary>
    public long? LastVisitUs { get; private set; }

    /// <summary>Idleness at the span's end; known after <see cref="End"/>.</summary>
    public long InstantaneousUs { get; private set; }

    /// <summary>
    /// How far before a span presences matter to it: a visit may have begun there.
    /// </summary>
    public static TimeSpan ReachBefore(VisitDemand visit) => visit.MinDwell + visit.MergeGap;

    /// <summary>Takes the next presence by start; those of kinds that do not count are passed over.</summary>
    public void Add(in Presence presence)
    {
        if (!_eligible.Contains(presence.Kind))
            return;
        var (startUs, endUs) = (Math.Max(presence.StartUs, _span.StartUs), Math.Min(presence.EndUs, _span.EndUs));
        if (endUs > startUs)
        {
            OfficerUs += endUs - startUs;
            PatrolUs += Math.Max(0, endUs - Math.Max(startUs, _attendedToUs));
            _attendedToUs = Math.Max(_attendedToUs, endUs);
        }

        if (_fold.Add(presence.StartUs, presence.EndUs) is { } ended)
            Take(ended);
    }

    /// <summary>No more presences: closes the last interval.</summary>
    public void End()
    {
        if (_fold.End() is { } last)
            Take(last);
        InstantaneousUs = _span.EndUs - _idleFromUs;
        Idleness.Add(InstantaneousUs);
    }

    private void Take(Attendance attendance)
    {
        if (attendance.ReachedUs is not { } reachedUs || reachedUs >= _span.EndUs || attendance.EndUs < _span.StartUs)
            return;
        if (reachedUs >= _span.StartUs)
            Visits++;
        Idleness.Add(Math.Max(0, reachedUs - _idleFromUs));
        _idleFromUs = Math.Min(attendance.EndUs, _span.EndUs);
        LastVisitUs = _idleFromUs;
    }
}
