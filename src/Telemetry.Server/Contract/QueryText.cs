using System.Globalization;
using Telemetry.Core;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Contract;

/// <summary>Parameters of a plain path, each with a refusal that names it.</summary>
internal static class QueryText
{
    /// <summary>A misspelt parameter would give another answer than was asked for: it is refused.</summary>
    public static void AllowOnly(this IQueryCollection query, params ReadOnlySpan<string> known)
    {
        foreach (var name in query.Keys)
        {
            if (!known.Contains(name))
                throw Fault.InvalidField(
                    ResourceNames.Shown(name), $"is no parameter here; known: {string.Join(", ", known)}");
        }
    }

    /// <summary>Null when absent or empty; ISO 8601, UTC when it names no zone.</summary>
    public static long? Time(this IQueryCollection query, string name)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (query.Text(name) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var time)
            ? TimeUs.From(time)
            : throw Fault.InvalidField(name, $"is not a time as 2026-05-01T20:00:00Z: \"{ResourceNames.Shown(text)}\"");
    }

    /// <summary>Null when absent or empty.</summary>
    public static string? Text(this IQueryCollection query, string name)
    {
        var values = query[name];
        if (values.Count > 1)
            throw Fault.InvalidField(name, "is given more than once");
        return values.Count == 0 || string.IsNullOrEmpty(values[0]) ? null : values[0];
    }

    /// <summary>An absent end is none.</summary>
    public static TimeRange Range(this IQueryCollection query)
    {
        var range = new TimeRange(query.Time("from") ?? long.MinValue, query.Time("to") ?? long.MaxValue);
        return range.IsEmpty ? throw Fault.InvalidField("to", "is not after from") : range;
    }
}
