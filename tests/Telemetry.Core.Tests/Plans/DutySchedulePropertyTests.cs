using CsCheck;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Plans;

public sealed class DutySchedulePropertyTests
{
    private const long MinuteUs = 60 * TimeUs.PerSecond;
    private const long DayUs = 1_440 * MinuteUs;

    private static readonly string[] Zones =
    [
        "Asia/Shanghai", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
        "Africa/Casablanca",
    ];

    // From single days to seasons, over the years that moments are taken from.
    private static readonly Gen<DateSpan[]> GenDates =
        (from first in Gen.Int[0, 4_000]
         from days in Gen.OneOf(Gen.Const(0), Gen.Int[1, 14], Gen.Int[15, 600])
         select new DateSpan(new DateOnly(2011, 1, 1).AddDays(first), new DateOnly(2011, 1, 1).AddDays(first + days)))
        .Array[1, 6];

    private static readonly Gen<DutyWindow> GenWindow =
        from start in Gen.Int[0, 287]
        from end in Gen.Int[0, 287]
        from days in Gen.Enum<DayOfWeek>().Array[0, 4]
        from dates in Gen.Frequency((2, Gen.Const(Array.Empty<DateSpan>())), (1, GenDates))
        from except in Gen.Frequency((2, Gen.Const(Array.Empty<DateSpan>())), (1, GenDates))
        select new DutyWindow([.. days.Distinct().Order()], TimeAt(start), TimeAt(end))
        {
            Dates = DateSpan.Join(dates),
            ExceptDates = DateSpan.Join(except),
        };

    private static readonly Gen<DutySchedule> GenSchedule =
        from zone in Gen.Int[0, Zones.Length - 1].Select(i => Zones[i])
        from windows in GenWindow.Array[1, 4]
        select new DutySchedule(zone, [.. windows]);

    // Ten years with every clock change of the zones above; Apia crossed the date line in 2011.
    private static readonly Gen<long> GenMinute = Gen.Long[15_000 * 1_440L, 19_000 * 1_440L].Select(m => m * MinuteUs);

    [Fact]
    public void WindowsBetween_AnySchedule_SortedDisjointAndMeetingTheSpan() =>
        Gen.Select(GenSchedule, GenMinute, Gen.Int[1, 200]).Sample((schedule, startUs, days) =>
        {
            var span = new TimeRange(startUs, startUs + (days * DayUs));
            var windows = schedule.WindowsBetween(span).ToList();
            return windows.All(window => !window.IsEmpty && window.Overlaps(span))
                && windows.Zip(windows.Skip(1)).All(pair => pair.First.EndUs < pair.Second.StartUs);
        }, iter: 300);

    [Fact]
    public void WindowAt_AnyMoment_IsTheWindowBetweenThatHoldsIt() =>
        Gen.Select(GenSchedule, GenMinute).Sample((schedule, us) =>
        {
            var around = schedule.WindowsBetween(new TimeRange(us - (30 * DayUs), us + (30 * DayUs))).ToList();
            TimeRange? holding = around.Any(w => w.Contains(us)) ? around.Single(w => w.Contains(us)) : null;
            TimeRange? next = around.Any(w => w.StartUs > us) ? around.First(w => w.StartUs > us) : null;
            var told = schedule.NextWindow(us);
            // With dates the next one may be years away.
            return schedule.WindowAt(us) == holding
                && (told == next || (next is null && told?.StartUs >= us + (30 * DayUs)));
        }, iter: 300);

    [Fact]
    public void WindowAt_AnyMoment_IsTheShiftsThatTouchMerged() =>
        Gen.Select(GenSchedule, GenMinute).Sample((schedule, us) =>
        {
            if (schedule.WindowAt(us) is not { } window)
                return !schedule.ShiftsBetween(new TimeRange(us, us + 1)).Any();
            // One without a pause in years need not be seen whole.
            window = window.Intersect(new TimeRange(us - (1_000 * DayUs), us + (1_000 * DayUs)));
            var reachedUs = window.StartUs;
            foreach (var shift in schedule.ShiftsBetween(window))
            {
                if (shift.StartUs > reachedUs)
                    return false;
                reachedUs = Math.Max(reachedUs, shift.EndUs);
            }

            return reachedUs >= window.EndUs;
        }, iter: 300);

    [Fact]
    public void ShiftsBetween_AnySchedule_ByStartMeetingTheSpanAndWithinWindows() =>
        Gen.Select(GenSchedule, GenMinute, Gen.Int[1, 200]).Sample((schedule, startUs, days) =>
        {
            var span = new TimeRange(startUs, startUs + (days * DayUs));
            var shifts = schedule.ShiftsBetween(span).ToList();
            return shifts.All(shift => !shift.IsEmpty && shift.Overlaps(span))
                && shifts.Zip(shifts.Skip(1)).All(pair => pair.First.StartUs < pair.Second.StartUs)
                && shifts.All(shift => schedule.WindowAt(shift.StartUs)?.EndUs >= shift.EndUs);
        }, iter: 300);

    [Fact]
    public void ShiftsBetween_SpanInTwoParts_AreTheSame() =>
        Gen.Select(GenSchedule, GenMinute, Gen.Int[1, 200], Gen.Int[1, 200]).Sample((schedule, startUs, first, then) =>
        {
            var cutUs = startUs + (first * DayUs);
            var endUs = cutUs + (then * DayUs);
            var parts = schedule.ShiftsBetween(new TimeRange(startUs, cutUs))
                .Concat(schedule.ShiftsBetween(new TimeRange(cutUs, endUs)));
            return schedule.ShiftsBetween(new TimeRange(startUs, endUs)).SequenceEqual(parts.Distinct());
        }, iter: 300);

    /// <summary>Without clock changes a shift is its window's local times, day by day.</summary>
    [Fact]
    public void ShiftsBetween_NoClockChanges_AreTheWindowsDayByDay() =>
        Gen.Select(GenSchedule, GenMinute, Gen.Int[1, 200]).Sample((schedule, startUs, days) =>
        {
            var shanghai = schedule with { TimeZoneId = "Asia/Shanghai" };
            var span = new TimeRange(startUs, startUs + (days * DayUs));
            var firstDay = DateOnly.FromDateTime(TimeUs.ToTime(startUs).UtcDateTime).AddDays(-2);
            var plain = Enumerable.Range(0, days + 4).Select(firstDay.AddDays)
                .SelectMany(day => schedule.Windows.Where(window => window.StartsOn(day)).Select(window =>
                {
                    var fromUs = TimeUs.From(new DateTimeOffset(day.ToDateTime(window.Start), TimeSpan.FromHours(8)));
                    return new TimeRange(fromUs, fromUs + TimeUs.Of(window.Length));
                }))
                .Where(shift => shift.Overlaps(span))
                .GroupBy(shift => shift.StartUs).Select(same => same.MaxBy(shift => shift.EndUs))
                .OrderBy(shift => shift.StartUs);
            return shanghai.ShiftsBetween(span).SequenceEqual(plain);
        }, iter: 300);

    /// <summary>Read the zone's wall clock minute by minute: duty is on exactly when it shows a time inside a window,
    /// apart from hours shown twice.</summary>
    [Fact]
    public void WindowAt_AnyMoment_AgreesWithTheWallClock() =>
        Gen.Select(GenSchedule, GenMinute).Sample((schedule, us) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZoneId);
            var local = TimeZoneInfo.ConvertTime(TimeUs.ToTime(us), zone).DateTime;
            var isShownTwice = zone.IsAmbiguousTime(local);
            var isOn = schedule.Windows.Any(window => IsOn(window, local));
            var isWindow = schedule.WindowAt(us) is not null;
            return isShownTwice ? !isOn || isWindow : isOn == isWindow;
        }, iter: 3_000);

    [Fact]
    public void WindowAt_AskedFromManyThreads_AlwaysAnswersTheSame()
    {
        var schedule = new DutySchedule("Europe/Dublin", [new([], new TimeOnly(20, 0), new TimeOnly(4, 0))]);
        var moments = Enumerable.Range(0, 20_000).Select(i => i * 797 * MinuteUs).ToArray();
        var alone = moments.Select(new DutySchedule(schedule.TimeZoneId, schedule.Windows).WindowAt).ToArray();

        var together = new TimeRange?[moments.Length];
        Parallel.For(0, moments.Length, i => together[i] = schedule.WindowAt(moments[i]));

        Assert.Equal(alone, together);
    }

    private static bool IsOn(DutyWindow window, DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        var today = window.StartsOn(DateOnly.FromDateTime(local));
        var yesterday = window.StartsOn(DateOnly.FromDateTime(local).AddDays(-1));
        return window.CrossesMidnight
            ? (today && time >= window.Start) || (yesterday && time < window.End)
            : today && time >= window.Start && time < window.End;
    }

    private static TimeOnly TimeAt(int fiveMinutes) => TimeOnly.MinValue.AddMinutes(5 * fiveMinutes);
}
