using System.Globalization;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>Whether a hook is quiet now, by the wall clock of its zone: what the clock shows decides.</summary>
internal sealed class QuietClock(QuietHours? quiet, TimeZoneInfo zone)
{
    private const int MinutesOfDay = 24 * 60;
    private const string EndOfDay = "24:00";

    private readonly List<Span> _spans = quiet is null ? [] : [.. quiet.Windows.Select(Span.Of)];

    public bool IsQuiet(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var minute = (local.Hour * 60) + local.Minute;
        var day = IsoDay(local.DayOfWeek);
        var dayBefore = day == 1 ? 7 : day - 1;
        return _spans.Exists(span => span.Covers(day, minute) || span.Covers(dayBefore, minute + MinutesOfDay));
    }

    /// <summary>Null when the text is no time of day.</summary>
    public static int? MinuteOf(string text)
    {
        if (text == EndOfDay)
            return MinutesOfDay;
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? (time.Hour * 60) + time.Minute
            : null;
    }

    private static int IsoDay(DayOfWeek day) => day == DayOfWeek.Sunday ? 7 : (int)day;

    /// <summary>Minutes after the midnight that its day begins with.</summary>
    private readonly record struct Span(IReadOnlyCollection<int> Days, int From, int To)
    {
        public static Span Of(QuietWindow window)
        {
            var (from, to) = (MinuteOf(window.Start)!.Value, MinuteOf(window.End)!.Value);
            return new Span([.. window.Days], from, to > from ? to : to + MinutesOfDay);
        }

        public bool Covers(int day, int minute) =>
            (Days.Count == 0 || Days.Contains(day)) && minute >= From && minute < To;
    }
}
