using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Commands;

/// <summary>Options that hold a moment or a length of time.</summary>
internal static class TimeArgument
{
    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = $"{description} (ISO 8601; UTC when it names no zone)",
        CustomParser = ParseTime,
    };

    public static Option<TimeSpan?> Length(string name, string description) => new(name)
    {
        Description = $"{description} (as 30s, 10m, 8h, 2d or 00:30:00)",
        CustomParser = result => ParseLength(result),
    };

    public static TimeInterval Interval(DateTimeOffset? from, DateTimeOffset? to) => new()
    {
        StartTime = from?.ToTimestamp(),
        EndTime = to?.ToTimestamp(),
    };

    private static DateTimeOffset? ParseTime(ArgumentResult result)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var text = result.Tokens[0].Value;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time))
            return time;
        result.AddError($"'{text}' is not a time");
        return null;
    }

    public static bool TryParseLength(string text, out TimeSpan length)
    {
        if (text.Length > 1 && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var n))
        {
            TimeSpan? unit = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(1),
                'm' => TimeSpan.FromMinutes(1),
                'h' => TimeSpan.FromHours(1),
                'd' => TimeSpan.FromDays(1),
                _ => null,
            };
            length = unit is { } one ? n * one : default;
            if (unit is not null)
                return true;
        }

        length = default;
        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out length);
    }

    private static TimeSpan? ParseLength(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParseLength(text, out var length))
            return length;
        result.AddError($"'{text}' is not a length of time");
        return null;
    }
}
