using System.Collections.Immutable;
using System.Globalization;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Plans;

public sealed class DutyScheduleTests
{
    private const DayOfWeek Fri = DayOfWeek.Friday;
    private const DayOfWeek Sat = DayOfWeek.Saturday;
    private const DayOfWeek Sun = DayOfWeek.Sunday;

    /// <summary>zone, start, end, a moment inside, then the window expected.</summary>
    [Theory]
    [InlineData("Asia/Shanghai", "20:00", "04:00", "2026-05-01T12:00Z", "2026-05-01T12:00Z", "2026-05-01T20:00Z")]
    [InlineData("Asia/Shanghai", "08:00", "18:00", "2026-05-01T00:00Z", "2026-05-01T00:00Z", "2026-05-01T10:00Z")]
    // Forward at 01:00 to 02:00 on 29 March 2026: the night is an hour short.
    [InlineData("Europe/Dublin", "20:00", "04:00", "2026-03-28T22:00Z", "2026-03-28T20:00Z", "2026-03-29T03:00Z")]
    // Back at 02:00 to 01:00 on 25 October 2026: an hour long.
    [InlineData("Europe/Dublin", "20:00", "04:00", "2026-10-24T22:00Z", "2026-10-24T19:00Z", "2026-10-25T04:00Z")]
    // Both ends in the hour shown twice: from the first 01:15 to the last 01:45.
    [InlineData("Europe/Dublin", "01:15", "01:45", "2026-10-25T01:00Z", "2026-10-25T00:15Z", "2026-10-25T01:45Z")]
    // 8 March 2026, 02:00 to 03:00: a start that is skipped is taken at the jump.
    [InlineData("America/New_York", "02:30", "05:00", "2026-03-08T08:00Z", "2026-03-08T07:00Z", "2026-03-08T09:00Z")]
    [InlineData("America/New_York", "01:00", "02:30", "2026-03-08T06:30Z", "2026-03-08T06:00Z", "2026-03-08T07:00Z")]
    // 1 November 2026, 02:00 to 01:00.
    [InlineData("America/New_York", "22:00", "01:30", "2026-11-01T03:00Z", "2026-11-01T02:00Z", "2026-11-01T06:30Z")]
    [InlineData("America/New_York", "01:30", "03:00", "2026-11-01T05:30Z", "2026-11-01T05:30Z", "2026-11-01T08:00Z")]
    // Half an hour: forward on 4 October 2026 at 02:00 to 02:30, back on 5 April 2026 at 02:00 to 01:30.
    [InlineData("Australia/Lord_Howe", "20:00", "04:00", "2026-10-03T12:00Z", "2026-10-03T09:30Z", "2026-10-03T17:00Z")]
    [InlineData("Australia/Lord_Howe", "02:15", "04:00", "2026-10-03T16:00Z", "2026-10-03T15:30Z", "2026-10-03T17:00Z")]
    [InlineData("Australia/Lord_Howe", "20:00", "04:00", "2026-04-04T12:00Z", "2026-04-04T09:00Z", "2026-04-04T17:30Z")]
    public void WindowAt_ClocksChange_GivesTheRealExtent(
        string zone, string start, string end, string at, string expectedStart, string expectedEnd)
    {
        var schedule = Duty(zone, start, end);

        Assert.Equal(new TimeRange(Us(expectedStart), Us(expectedEnd)), schedule.WindowAt(Us(at)));
    }

    [Fact]
    public void NextWindow_WholeWindowSkipped_GoesToTheNextDay()
    {
        var schedule = Duty("America/New_York", "02:10", "02:50");

        Assert.Equal(Range("2026-03-09T06:10Z", "2026-03-09T06:50Z"), schedule.NextWindow(Us("2026-03-07T08:00Z")));
    }

    [Fact]
    public void WindowAt_Boundaries_StartBelongsAndEndDoesNot()
    {
        var schedule = Duty("Asia/Shanghai", "20:00", "04:00");
        var (start, end) = (Us("2026-05-01T12:00Z"), Us("2026-05-01T20:00Z"));

        Assert.Null(schedule.WindowAt(start - 1));
        Assert.NotNull(schedule.WindowAt(start));
        Assert.NotNull(schedule.WindowAt(end - 1));
        Assert.Null(schedule.WindowAt(end));
    }

    [Fact]
    public void NextWindow_AtAStart_IsTheOneAfter()
    {
        var schedule = Duty("Asia/Shanghai", "20:00", "04:00");

        Assert.Equal(Us("2026-05-01T12:00Z"), schedule.NextWindow(Us("2026-05-01T12:00Z") - 1)?.StartUs);
        Assert.Equal(Us("2026-05-02T12:00Z"), schedule.NextWindow(Us("2026-05-01T12:00Z"))?.StartUs);
    }

    [Fact]
    public void WindowsBetween_DaysOfWeek_AreTheDaysOfTheStart()
    {
        // 1 May 2026 is a Friday; its night ends on Saturday.
        var schedule = Duty("Asia/Shanghai", "20:00", "04:00", Fri, Sat);

        Assert.Equal(
            [
                Range("2026-05-01T12:00Z", "2026-05-01T20:00Z"),
                Range("2026-05-02T12:00Z", "2026-05-02T20:00Z"),
                Range("2026-05-08T12:00Z", "2026-05-08T20:00Z"),
            ],
            schedule.WindowsBetween(Range("2026-04-27T00:00Z", "2026-05-09T00:00Z")));
    }

    [Fact]
    public void WindowsBetween_SpanInsideAWindow_GivesItWhole()
    {
        var schedule = Duty("Asia/Shanghai", "20:00", "04:00");

        Assert.Equal(
            [Range("2026-05-01T12:00Z", "2026-05-01T20:00Z")],
            schedule.WindowsBetween(Range("2026-05-01T13:00Z", "2026-05-01T14:00Z")));
    }

    [Fact]
    public void WindowsBetween_TouchingAndOverlapping_AreOne()
    {
        var schedule = new DutySchedule(
            "Etc/UTC",
            [Window("08:00", "12:00"), Window("12:00", "16:00"), Window("15:00", "17:00"), Window("20:00", "21:00")]);

        Assert.Equal(
            [Range("2026-05-01T08:00Z", "2026-05-01T17:00Z"), Range("2026-05-01T20:00Z", "2026-05-01T21:00Z")],
            schedule.WindowsBetween(Range("2026-05-01T00:00Z", "2026-05-02T00:00Z")));
    }

    [Fact]
    public void WindowAt_WholeWeekend_IsOneWindow()
    {
        var schedule = Duty("Etc/UTC", "00:00", "00:00", Sat, Sun);

        Assert.Equal(Range("2026-05-02T00:00Z", "2026-05-04T00:00Z"), schedule.WindowAt(Us("2026-05-03T05:00Z")));
    }

    [Fact]
    public void ShiftsBetween_TouchingAndOverlapping_StayApart()
    {
        var schedule = new DutySchedule("Etc/UTC", [Window("15:00", "17:00"), Window("08:00", "16:00")]);

        Assert.Equal(
            [Range("2026-05-01T08:00Z", "2026-05-01T16:00Z"), Range("2026-05-01T15:00Z", "2026-05-01T17:00Z")],
            schedule.ShiftsBetween(Range("2026-05-01T00:00Z", "2026-05-02T00:00Z")));
    }

    [Fact]
    public void ShiftsBetween_SameStart_IsTheLongestOnly()
    {
        var schedule = new DutySchedule("Etc/UTC", [Window("20:00", "02:00"), Window("20:00", "04:00", Fri)]);

        Assert.Equal(
            [
                Range("2026-05-01T20:00Z", "2026-05-02T04:00Z"), Range("2026-05-02T20:00Z", "2026-05-03T02:00Z"),
            ],
            schedule.ShiftsBetween(Range("2026-05-01T12:00Z", "2026-05-03T12:00Z")));
    }

    [Fact]
    public void ShiftsBetween_NoPauseInTheWeek_AreTheWindows()
    {
        var schedule = new DutySchedule("Europe/Dublin", [Window("08:00", "20:00"), Window("20:00", "08:00")]);

        // Forward at 01:00 on 29 March 2026.
        Assert.Equal(
            [Range("2026-03-28T20:00Z", "2026-03-29T07:00Z"), Range("2026-03-29T07:00Z", "2026-03-29T19:00Z")],
            schedule.ShiftsBetween(Range("2026-03-29T00:00Z", "2026-03-29T12:00Z")));
    }

    /// <summary>zone, start, end, a moment inside, then the shift expected.</summary>
    [Theory]
    [InlineData("Europe/Dublin", "20:00", "04:00", "2026-03-28T22:00Z", "2026-03-28T20:00Z", "2026-03-29T03:00Z")]
    [InlineData("Europe/Dublin", "20:00", "04:00", "2026-10-24T22:00Z", "2026-10-24T19:00Z", "2026-10-25T04:00Z")]
    [InlineData("America/New_York", "02:30", "05:00", "2026-03-08T08:00Z", "2026-03-08T07:00Z", "2026-03-08T09:00Z")]
    [InlineData("Australia/Lord_Howe", "20:00", "04:00", "2026-04-04T12:00Z", "2026-04-04T09:00Z", "2026-04-04T17:30Z")]
    public void ShiftsBetween_ClocksChange_GivesTheRealExtent(
        string zone, string start, string end, string at, string expectedStart, string expectedEnd)
    {
        var shift = Duty(zone, start, end).ShiftsBetween(new TimeRange(Us(at), Us(at) + 1)).Single();

        Assert.Equal(new TimeRange(Us(expectedStart), Us(expectedEnd)), shift);
    }

    [Fact]
    public void ShiftsBetween_WholeWindowSkipped_HasNoneThatDay() =>
        Assert.Equal(
            [Range("2026-03-07T07:10Z", "2026-03-07T07:50Z"), Range("2026-03-09T06:10Z", "2026-03-09T06:50Z")],
            Duty("America/New_York", "02:10", "02:50")
                .ShiftsBetween(Range("2026-03-07T00:00Z", "2026-03-10T00:00Z")));

    [Fact]
    public void ShiftsBetween_Always_IsAllOfTime()
    {
        Assert.Equal([TimeRange.Always], DutySchedule.Always.ShiftsBetween(new TimeRange(0, 1)));
        Assert.Empty(DutySchedule.Always.ShiftsBetween(new TimeRange(1, 1)));
    }

    [Fact]
    public void WindowsBetween_Dates_AreTheDatesOfTheStart()
    {
        var golden = Window("20:00", "04:00") with { Dates = Dates("2026-10-01", "2026-10-03") };
        var schedule = new DutySchedule(
            "Asia/Shanghai", [golden with { ExceptDates = Dates("2026-10-02", "2026-10-02") }]);

        Assert.Equal(
            [Range("2026-10-01T12:00Z", "2026-10-01T20:00Z"), Range("2026-10-03T12:00Z", "2026-10-03T20:00Z")],
            schedule.WindowsBetween(new TimeRange(0, long.MaxValue)));
        Assert.Equal(Us("2026-10-01T12:00Z"), schedule.NextWindow(long.MinValue)?.StartUs);
        Assert.Null(schedule.NextWindow(Us("2026-10-03T12:00Z")));
    }

    /// <summary>One pause in centuries: the windows on both its sides are whole.</summary>
    [Fact]
    public void WindowAt_OnePauseInAllOfTime_GivesBothSidesWhole()
    {
        var schedule = new DutySchedule(
            "Etc/UTC", [Window("00:00", "00:00") with { ExceptDates = Dates("2026-12-31", "2026-12-31") }]);

        Assert.Equal(Range("1900-01-01T00:00Z", "2026-12-31T00:00Z"), schedule.WindowAt(Us("1999-05-01T00:00Z")));
        Assert.Equal(Range("2027-01-01T00:00Z", "2200-01-01T00:00Z"), schedule.NextWindow(Us("1950-01-01T00:00Z")));
        Assert.Equal(Range("2027-01-01T00:00Z", "2200-01-01T00:00Z"), schedule.WindowAt(Us("2150-05-01T00:00Z")));
        Assert.Null(schedule.NextWindow(Us("2030-05-01T00:00Z")));
    }

    [Fact]
    public void WindowAt_OneWindowForEachDate_IsOneWindow()
    {
        var first = new DateOnly(2026, 1, 1);
        var days = Enumerable.Range(0, 365).Select(first.AddDays).Select(day =>
            Window("00:00", "00:00", day.DayOfWeek) with { Dates = [new DateSpan(day, day)] });

        Assert.Equal(
            Range("2026-01-01T00:00Z", "2027-01-01T00:00Z"),
            new DutySchedule("Etc/UTC", [.. days]).WindowAt(Us("2026-08-01T00:00Z")));
    }

    [Theory]
    [InlineData("00:00", "00:00", "12:00", "12:00")]
    [InlineData("08:00", "20:00", "20:00", "08:00")]
    public void WindowAt_NoPauseInTheWeek_IsAlways(string start, string end, string otherStart, string otherEnd)
    {
        var schedule = new DutySchedule("Europe/Dublin", [Window(start, end), Window(otherStart, otherEnd)]);

        Assert.Equal(TimeRange.Always, schedule.WindowAt(Us("2026-03-29T01:00Z")));
        Assert.Null(schedule.NextWindow(0));
        Assert.Equal([TimeRange.Always], schedule.WindowsBetween(Range("2026-05-02T00:00Z", "2026-05-04T00:00Z")));
    }

    [Fact]
    public void Always_AnyMoment_IsOneRange()
    {
        Assert.Equal(TimeRange.Always, DutySchedule.Always.WindowAt(long.MinValue));
        Assert.Null(DutySchedule.Always.NextWindow(0));
        Assert.Equal([TimeRange.Always], DutySchedule.Always.WindowsBetween(new TimeRange(0, 1)));
        Assert.Empty(DutySchedule.Always.WindowsBetween(new TimeRange(1, 1)));
    }

    [Fact]
    public void NextWindow_EndsOfTime_DoNotThrow()
    {
        var schedule = Duty("Asia/Shanghai", "20:00", "04:00");

        Assert.Null(schedule.WindowAt(long.MinValue));
        Assert.Null(schedule.WindowAt(long.MaxValue));
        Assert.NotNull(schedule.NextWindow(long.MinValue));
        Assert.Null(schedule.NextWindow(long.MaxValue));
    }

    [Fact]
    public void With_AnotherZone_DoesNotKeepTheWindowsOfTheFirst()
    {
        var shanghai = Duty("Asia/Shanghai", "20:00", "04:00");
        var first = shanghai.WindowAt(Us("2026-05-01T13:00Z"));

        var utc = shanghai with { TimeZoneId = "Etc/UTC" };

        Assert.NotNull(first);
        Assert.Null(utc.WindowAt(Us("2026-05-01T13:00Z")));
    }

    [Fact]
    public void WindowAt_UnknownZone_Throws() =>
        Assert.Throws<TimeZoneNotFoundException>(() => Duty("Mars/Olympus", "20:00", "04:00").WindowAt(0));

    private static DutySchedule Duty(string zone, string start, string end, params DayOfWeek[] days) =>
        new(zone, [Window(start, end, days)]);

    private static DutyWindow Window(string start, string end, params DayOfWeek[] days) =>
        new([.. days], Time(start), Time(end));

    private static ImmutableArray<DateSpan> Dates(string first, string last) =>
        [new(DateOnly.Parse(first, CultureInfo.InvariantCulture), DateOnly.Parse(last, CultureInfo.InvariantCulture))];

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static TimeRange Range(string start, string end) => new(Us(start), Us(end));

    private static long Us(string time) => TimeUs.From(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
}
