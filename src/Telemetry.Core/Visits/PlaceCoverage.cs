namespace Telemetry.Core.Visits;

/// <summary>
/// How well one place was patrolled over a span: its presences go in by start, the figures come out at the end.
/// </summary>
/// <remarks>
/// Idleness is taken to be 0 at the span's start, grows until a visit's dwell is reached, and begins anew when the
/// visit ends. The intervals at both edges count, also when they are empty. What is overdue goes by the rule instead:
/// inside duty, from before the span, and only since the rule is in force.
/// </remarks>
public sealed class PlaceCoverage
{
    private readonly CoverageDemand _demand;
    private readonly TimeRange _span;
    private readonly PossibleTime _possible;
    private readonly OverdueTime? _overdue;
    private readonly DoseShifts? _dose;
    private readonly bool _isDoseOfSameVisits;
    private AttendanceFold _fold;
    private AttendanceFold _doseFold;
    private long _idleFromUs;
    private long _attendedToUs;

    public PlaceCoverage(CoverageDemand demand, CoverageSpan span, RulesSince since)
    {
        _demand = demand;
        _span = span.Time;
        _possible = new PossibleTime(_span);
        _fold = new AttendanceFold(demand.Visit);
        _idleFromUs = _attendedToUs = _span.StartUs;
        if (demand.Overdue is { } overdue)
            _overdue = new OverdueTime(overdue, span.WindowsOf(overdue.Duty), since.OverdueUs, _span);
        if (demand.Dose is { } dose)
        {
            // A shift under way when the rule came in force is not judged.
            var shifts = span.ShiftsOf(dose.Duty);
            _dose = new DoseShifts(dose, [.. shifts.Where(shift => shift.StartUs >= since.DoseUs)]);
            _doseFold = new AttendanceFold(dose.Visit);
            _isDoseOfSameVisits = (dose.Visit, dose.Eligible) == (demand.Visit, demand.Eligible);
        }

        Idleness.Observe(_span.EndUs - _span.StartUs);
    }

    public Idleness Idleness { get; } = new();

    /// <summary>Visits whose dwell was reached in the span.</summary>
    public int Visits { get; private set; }

    /// <summary>Time attended by at least one device.</summary>
    public long PatrolUs { get; private set; }

    /// <summary>Time attended, summed over devices.</summary>
    public long OfficerUs { get; private set; }

    /// <summary>The same at most: from the fix before each presence to the fix after it.</summary>
    public long PossiblePatrolUs => _possible.UnionUs;

    public long PossibleOfficerUs => _possible.SumUs;

    /// <summary>End of the last visit at or before the span's end; null when there was none in the span.</summary>
    public long? LastVisitUs { get; private set; }

    /// <summary>Idleness at the span's end; known after <see cref="End"/>.</summary>
    public long InstantaneousUs { get; private set; }

    /// <summary>Time on duty with an overdue rule in force, and how much of it the place was overdue.</summary>
    public long DutyUs => _overdue?.DutyUs ?? 0;

    public long OverdueUs => _overdue?.OverdueUs ?? 0;

    /// <summary>Shifts of the span that ask a dose, and those that got it.</summary>
    public int DosesAsked => _dose?.Asked ?? 0;

    public int DosesMet => _dose?.Met ?? 0;

    /// <summary>Takes the next presence by start; those of kinds that do not count are passed over.</summary>
    public void Add(in Stay stay)
    {
        if (_demand.Eligible.Contains(stay.Kind))
        {
            AddDwell(stay);
            if (_fold.Add(stay.StartUs, stay.EndUs) is { } ended)
                Take(ended);
        }

        if (_dose is null || !_demand.Dose!.Accepts(stay.Kind))
            return;
        _dose.Add(stay.StartUs, stay.EndUs);
        if (!_isDoseOfSameVisits && _doseFold.Add(stay.StartUs, stay.EndUs) is { } endedOfDose)
            _dose.Add(endedOfDose);
    }

    /// <summary>No more presences: closes the last interval.</summary>
    public void End()
    {
        if (_fold.End() is { } last)
            Take(last);
        if (_doseFold.End() is { } lastOfDose)
            _dose?.Add(lastOfDose);
        _overdue?.End();
        InstantaneousUs = _span.EndUs - _idleFromUs;
        Idleness.Add(InstantaneousUs);
    }

    private void AddDwell(in Stay stay)
    {
        _possible.Add(stay);
        var (startUs, endUs) = (Math.Max(stay.StartUs, _span.StartUs), Math.Min(stay.EndUs, _span.EndUs));
        if (endUs <= startUs)
            return;
        OfficerUs += endUs - startUs;
        PatrolUs += Math.Max(0, endUs - Math.Max(startUs, _attendedToUs));
        _attendedToUs = Math.Max(_attendedToUs, endUs);
    }

    private void Take(Attendance attendance)
    {
        if (_isDoseOfSameVisits)
            _dose!.Add(attendance);
        if (attendance.ReachedUs is not { } reachedUs || reachedUs >= _span.EndUs)
            return;
        _overdue?.Visit(reachedUs, attendance.EndUs);
        if (attendance.EndUs < _span.StartUs)
            return;
        if (reachedUs >= _span.StartUs)
            Visits++;
        Idleness.Add(Math.Max(0, reachedUs - _idleFromUs));
        _idleFromUs = Math.Min(attendance.EndUs, _span.EndUs);
        LastVisitUs = _idleFromUs;
    }
}

/// <summary>Since when a place's rules are in force as they are now.</summary>
public readonly record struct RulesSince(long OverdueUs, long DoseUs)
{
    public static readonly RulesSince Always = new(long.MinValue, long.MinValue);
}
