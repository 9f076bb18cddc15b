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

    private static readonly Gen<DutyWindow> GenWindow =
        from start in Gen.Int[0, 287]
        from end in Gen.Int[0, 287]
        from days in Gen.Enum<DayOfWeek>().Array[0, 4]
        select new DutyWindow([.. days.Distinct().Order()], TimeAt(start), TimeAt(end));

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
            return schedule.WindowAt(us) == holding && schedule.NextWindow(us) == next;
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
        var today = window.StartsOn(local.DayOfWeek);
        var yesterday = window.StartsOn(local.AddDays(-1).DayOfWeek);
        return window.CrossesMidnight
            ? (today && time >= window.Start) || (yesterday && time < window.End)
            : today && time >= window.Start && time < window.End;
    }

    private static TimeOnly TimeAt(int fiveMinutes) => TimeOnly.MinValue.AddMinutes(5 * fiveMinutes);
}
