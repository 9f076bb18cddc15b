using System.Collections.Immutable;
using System.Globalization;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads <c>duty</c> features: each is one window, those of the same schedule make it together.</summary>
internal static class DutyReader
{
    /// <summary>Stands for duty that has had its fault, so that nobody is blamed for how it came out.</summary>
    public static readonly DutySchedule Unreadable = new(DutySchedule.Always.TimeZoneId, []);

    private const string EndOfDay = "24:00";
    private static readonly string[] TimeFormats = ["HH:mm", "HH:mm:ss"];

    public static Dictionary<string, DutySchedule> ReadSchedules(IEnumerable<PlanFeature> duties)
    {
        var schedules = new Dictionary<string, DutySchedule>();
        foreach (var duty in duties)
        {
            if (NameOf(duty) is not { } name)
                continue;
            // A faulty window still names its schedule, so that those who refer to it are not blamed for it.
            var known = schedules.GetValueOrDefault(name);
            schedules[name] = Add(known, duty);
        }

        return schedules;
    }

    private static string? NameOf(PlanFeature duty)
    {
        var name = duty.ReadId(PlanVocabulary.Schedule) ?? duty.Id;
        if (name is null)
        {
            var reason = "a duty must have an `id`, or a `schedule` that its window belongs to";
            duty.Fault(PlanVocabulary.Schedule.Name, PlanFaultCode.MissingProperty, reason);
        }
        else if (name == PlanVocabulary.AlwaysOnDuty)
        {
            duty.Fault(PlanVocabulary.Schedule.Name, PlanFaultCode.BadId, $"`{name}` is the duty without windows");
            return null;
        }

        return name;
    }

    private static DutySchedule Add(DutySchedule? known, PlanFeature duty)
    {
        var zone = ReadTimeZone(duty);
        if (known is not null && zone is not null && zone != known.TimeZoneId && !known.IsAlways)
        {
            var reason = $"other windows of this schedule are in {known.TimeZoneId}";
            duty.Fault(PlanVocabulary.TimeZone.Name, PlanFaultCode.TimeZonesDiffer, reason);
        }

        var window = ReadWindow(duty);
        if (zone is null || window is null)
            return known ?? Unreadable;
        return new(zone, known is null ? [window] : known.Windows.Add(window));
    }

    private static string? ReadTimeZone(PlanFeature duty)
    {
        if (duty.ReadText(PlanVocabulary.TimeZone) is not { } zone)
            return null;
        if (IsTheSameEverywhere(zone) && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return zone;
        var reason = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out _)
            ? $"no IANA time zone is called `{zone}`; write it like Asia/Shanghai"
            : $"this machine has no time zone data, so `{zone}` cannot be read; install the package tzdata";
        duty.Fault(PlanVocabulary.TimeZone.Name, PlanFaultCode.BadTimeZone, reason);
        return null;
    }

    /// <summary>Not the machine's own zone, nor one that counts leap seconds.</summary>
    private static bool IsTheSameEverywhere(string zone) =>
        zone is not ("localtime" or "posixrules")
        && !zone.StartsWith("posix/", StringComparison.Ordinal) && !zone.StartsWith("right/", StringComparison.Ordinal);

    private static DutyWindow? ReadWindow(PlanFeature duty)
    {
        var days = ReadDays(duty);
        var start = ReadTime(duty, PlanVocabulary.Start, out _);
        var end = ReadTime(duty, PlanVocabulary.End, out var isEndOfDay);
        var dates = DateWords.Read(duty, PlanVocabulary.Dates);
        var exceptDates = DateWords.Read(duty, PlanVocabulary.ExceptDates);
        if (days is null || start is null || end is null || dates is null || exceptDates is null)
            return null;
        if (start == end && !isEndOfDay)
        {
            var reason = $"the window ends when it starts; a whole day is 00:00 to {EndOfDay}";
            duty.Fault(PlanVocabulary.End.Name, PlanFaultCode.EmptyWindow, reason);
            return null;
        }

        var window = new DutyWindow(days.Value, start.Value, end.Value)
        {
            Dates = dates.Value,
            ExceptDates = exceptDates.Value,
        };
        if (StartsOnce(window))
            return window;
        const string Reason = "the window never starts: none of its dates is one of its days and no exception";
        duty.Fault(PlanVocabulary.Dates.Name, PlanFaultCode.EmptyWindow, Reason);
        return null;
    }

    private static bool StartsOnce(DutyWindow window) =>
        window.Dates.IsEmpty
        || window.Dates
            .SelectMany(span => Enumerable.Range(0, span.Last.DayNumber - span.First.DayNumber + 1)
                .Select(span.First.AddDays))
            .Any(window.StartsOn);

    private static TimeOnly? ReadTime(PlanFeature duty, Property.Time property, out bool isEndOfDay)
    {
        isEndOfDay = false;
        if (duty.ReadText(property) is not { } text)
            return null;
        isEndOfDay = property == PlanVocabulary.End && text is EndOfDay or EndOfDay + ":00";
        if (isEndOfDay)
            return TimeOnly.MinValue;
        var culture = CultureInfo.InvariantCulture;
        if (TimeOnly.TryParseExact(text, TimeFormats, culture, DateTimeStyles.None, out var time))
            return time;
        duty.Fault(property.Name, PlanFaultCode.BadTime, "must be a time from 00:00 to 23:59, or as `end` 24:00");
        return null;
    }

    private static ImmutableArray<DayOfWeek>? ReadDays(PlanFeature duty)
    {
        var words = duty.ReadWords(PlanVocabulary.Days);
        if (words is null)
            return [];
        if (WeekDays.TryRead(words, out var days))
            return days;
        duty.Fault(PlanVocabulary.Days.Name, PlanFaultCode.BadDays, "must be days or spans, as in `mon-thu,sat`");
        return null;
    }
}
