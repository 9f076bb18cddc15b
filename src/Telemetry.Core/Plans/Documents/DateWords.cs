using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Dates as people write them: <c>2026-10-01..2026-10-07,2026-12-31</c>.</summary>
internal static class DateWords
{
    private const string Between = "..";

    // What calendars of event time reach.
    private static readonly DateSpan Known = new(new DateOnly(1900, 1, 1), new DateOnly(2199, 12, 31));

    /// <summary>Empty when absent; null after a fault.</summary>
    public static ImmutableArray<DateSpan>? Read(PlanFeature duty, Property.Words property)
    {
        if (duty.ReadWords(property) is not { } words)
            return [];
        if (words.Count > Limits.DutyDates)
        {
            var reason = $"{words.Count:N0} dates or spans; at most {Limits.DutyDates:N0}";
            duty.Fault(property.Name, PlanFaultCode.BadDates, reason);
            return null;
        }

        var spans = new List<DateSpan>();
        foreach (var word in words)
        {
            if (!TryRead(word, out var span))
            {
                var shown = word.Length <= Limits.IdLength ? $", not `{word}`" : "";
                duty.Fault(
                    property.Name, PlanFaultCode.BadDates,
                    $"must be dates of 1900 to 2199 or spans, as in `2026-10-01..2026-10-07,2026-12-31`{shown}");
                return null;
            }

            spans.Add(span.Value);
        }

        return DateSpan.Join(spans);
    }

    private static bool TryRead(string word, [NotNullWhen(true)] out DateSpan? span)
    {
        span = null;
        var ends = word.Split(Between, StringSplitOptions.TrimEntries);
        if (ends.Length > 2 || !TryReadDate(ends[0], out var first) || !TryReadDate(ends[^1], out var last)
            || first > last || first < Known.First || last > Known.Last)
            return false;
        span = new DateSpan(first, last);
        return true;
    }

    private static bool TryReadDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
