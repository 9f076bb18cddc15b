namespace Telemetry.Cli.Formats.Nmea;

/// <summary>Gives every epoch its day: from its own sentences, or from the last one told, across midnight.</summary>
internal sealed class NmeaCalendar
{
    private static readonly TimeSpan HalfDay = TimeSpan.FromHours(12);

    private DateOnly? day;
    private TimeSpan timeOfDay;

    public NmeaCalendar(DateTimeOffset? start)
    {
        if (start is not { } known)
            return;
        day = DateOnly.FromDateTime(known.UtcDateTime);
        timeOfDay = known.UtcDateTime.TimeOfDay;
    }

    /// <summary>Null while no date has been told.</summary>
    public DateOnly? DateOf(NmeaEpoch epoch)
    {
        if (epoch.Date is { } told)
            day = told;
        else if (day is { } last && epoch.TimeOfDay < timeOfDay - HalfDay)
            day = last.AddDays(1);
        timeOfDay = epoch.TimeOfDay;
        return day;
    }

    /// <summary>The days of epochs that came before the first date, going back from it.</summary>
    public static IEnumerable<(NmeaEpoch Epoch, DateOnly Date)> DateBack(
        IReadOnlyList<NmeaEpoch> undated, DateOnly firstDate, TimeSpan firstTimeOfDay)
    {
        var dated = new (NmeaEpoch, DateOnly)[undated.Count];
        for (var i = undated.Count - 1; i >= 0; i--)
        {
            if (undated[i].TimeOfDay > firstTimeOfDay + HalfDay)
                firstDate = firstDate.AddDays(-1);
            firstTimeOfDay = undated[i].TimeOfDay;
            dated[i] = (undated[i], firstDate);
        }

        return dated;
    }
}
