using Telemetry.Core.Plans;

namespace Telemetry.Core.Visits;

/// <summary>How many of a place's shifts got their dose. Presences go in by start, attendances by end.</summary>
internal sealed class DoseShifts(DoseRule rule, IReadOnlyList<TimeRange> shifts)
{
    private readonly DoseTally[] _tallies = [.. shifts.Select(shift => new DoseTally(shift))];
    private int _firstStay;
    private int _firstVisit;

    public int Asked => shifts.Count;

    public int Met => _tallies.Count(tally => tally.Meets(rule));

    public void Add(long startUs, long endUs)
    {
        while (_firstStay < shifts.Count && shifts[_firstStay].EndUs <= startUs)
            _firstStay++;
        for (var i = _firstStay; i < shifts.Count && shifts[i].StartUs < endUs; i++)
            _tallies[i].Add(startUs, endUs);
    }

    public void Add(Attendance attendance)
    {
        if (attendance.ReachedUs is not { } reachedUs)
            return;
        while (_firstVisit < shifts.Count && shifts[_firstVisit].EndUs <= reachedUs)
            _firstVisit++;
        for (var i = _firstVisit; i < shifts.Count && shifts[i].StartUs <= reachedUs; i++)
            _tallies[i].Add(attendance);
    }
}
