using System.Globalization;
using System.Text.RegularExpressions;
using Telemetry.Core;

namespace Telemetry.Cli.Formats;

/// <summary>How a time is written as a number.</summary>
internal enum TimeUnit
{
    /// <summary>ISO 8601, or a Unix time whose unit is told by its size.</summary>
    Auto = 0,
    Seconds = 1,
    Milliseconds = 2,
    Microseconds = 3,
}

/// <summary>Times as track files write them, to microseconds; what is finer is cut off.</summary>
internal static partial class TimeText
{
    // Bounds between units: 1e11 s is the year 5138, 1e11 ms is March 1973, 1e14 µs likewise.
    private const decimal LargestSeconds = 1e11m;
    private const decimal LargestMilliseconds = 1e14m;
    private const int MicrosecondDigits = 6;

    private const NumberStyles UnixStyle =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly decimal EarliestUs = TimeUs.From(DateTimeOffset.MinValue);
    private static readonly decimal LatestUs = TimeUs.From(DateTimeOffset.MaxValue);

    /// <param name="zone">For times without a zone. A local time that comes twice (clocks put back) is the later
    /// one.</param>
    /// <returns>Null when it is no time, or a local time that never was (clocks put forward).</returns>
    public static long? ToUs(string text, TimeZoneInfo zone, TimeUnit unit = TimeUnit.Auto)
    {
        text = text.Trim();
        if (unit == TimeUnit.Auto && Iso().Match(text) is { Success: true } match)
            return FromIso(match, zone);
        return decimal.TryParse(text, UnixStyle, CultureInfo.InvariantCulture, out var number)
            ? FromUnix(number, unit)
            : null;
    }

    /// <summary>ISO 8601 in UTC, with as many decimals as the time has.</summary>
    public static string FromUs(long us) =>
        TimeUs.ToTime(us).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static long? FromUnix(decimal number, TimeUnit unit)
    {
        var magnitude = Math.Abs(number);
        if (magnitude > LatestUs)
            return null;
        var us = unit switch
        {
            TimeUnit.Seconds => number * 1_000_000,
            TimeUnit.Milliseconds => number * 1_000,
            TimeUnit.Microseconds => number,
            _ when magnitude < LargestSeconds => number * 1_000_000,
            _ when magnitude < LargestMilliseconds => number * 1_000,
            _ => number,
        };
        return us >= EarliestUs && us <= LatestUs ? (long)decimal.Floor(us) : null;
    }

    private static long? FromIso(Match match, TimeZoneInfo zone)
    {
        int Part(int group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan) : 0;

        var (year, month, day, hour, minute, second) = (Part(1), Part(2), Part(3), Part(4), Part(5), Part(6));
        // A leap second (60) is taken as the second after it.
        if (year is 0 or 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
            return null;

        var local = new DateTime(year, month, day, hour, minute, 0)
            .AddSeconds(second)
            .AddMicroseconds(FractionUs(match.Groups[7].Value));
        return match.Groups[8].Success ? FromOffset(local, match.Groups[8].Value) : FromZone(local, zone);
    }

    private static int FractionUs(string digits) =>
        digits.Length == 0 ? 0 : int.Parse(digits.PadRight(MicrosecondDigits, '0').AsSpan(0, MicrosecondDigits));

    private static long? FromOffset(DateTime local, string offset)
    {
        if (offset is "Z" or "z")
            return UtcUs(local);
        var hours = int.Parse(offset.AsSpan(1, 2));
        var minutes = offset.Length > 3 ? int.Parse(offset.AsSpan(offset.Length - 2)) : 0;
        if (hours > 14 || minutes > 59)
            return null;
        var span = new TimeSpan(hours, minutes, 0);
        return UtcUs(local) + (offset[0] == '-' ? TimeUs.Of(span) : -TimeUs.Of(span));
    }

    private static long? FromZone(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
            return null;
        return UtcUs(TimeZoneInfo.ConvertTimeToUtc(local, zone));
    }

    private static long UtcUs(DateTime utc) =>
        TimeUs.From(new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)));

    [GeneratedRegex(
        @"^(\d{4})[-./](\d{2})[-./](\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"
        + @"\s*(Z|[+-]\d{2}(?::?\d{2})?)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Iso();
}
