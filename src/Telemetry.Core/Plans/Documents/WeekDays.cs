using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Days as people write them: <c>mon-thu,sat</c>; a span may pass the weekend (<c>fri-mon</c>).</summary>
internal static class WeekDays
{
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Every day comes out as none, which is how a window says every day.</summary>
    public static bool TryRead(IEnumerable<string> words, out ImmutableArray<DayOfWeek> days)
    {
        var read = new SortedSet<DayOfWeek>();
        days = [];
        foreach (var word in words)
        {
            var ends = word.Split('-', StringSplitOptions.TrimEntries);
            var first = Array.IndexOf(Names, ends[0]);
            var last = Array.IndexOf(Names, ends[^1]);
            if (ends.Length > 2 || first < 0 || last < 0)
                return false;
            for (var day = first; day != last; day = (day + 1) % Names.Length)
                read.Add((DayOfWeek)day);
            read.Add((DayOfWeek)last);
        }

        days = read.Count == Names.Length ? [] : [.. read];
        return true;
    }
}
