using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>
/// A schedule's windows in event time. They are worked out a block of days at a time and kept, immutable, so that
/// many threads may ask and asking again costs a short binary search.
/// </summary>
internal sealed class DutyCalendar(TimeZoneInfo zone, ImmutableArray<DutyWindow> windows)
{
    /// <summary>No window is known before or after; nobody patrols there, and calendars stop somewhere.</summary>
    internal static readonly TimeRange Horizon = new(
        TimeUs.From(new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        TimeUs.From(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    private const long DayUs = 86_400 * TimeUs.PerSecond;
    private const int BlockDays = 64;
    private const int BlocksKept = 256;
    private const int LongestShiftDays = 3;

    // A week's pattern with a pause in it has merged windows shorter than a week; a pause that falls into a skipped
    // hour joins two of them. Looking this far around a block therefore sees each of its windows whole.
    private const int MarginDays = 21;

    private readonly LocalClock _clock = new(zone);
    private readonly bool _neverPauses = CoversTheWeek(windows);
    private readonly ConcurrentDictionary<int, Block> _blocks = new();
    private Block _latest = new(int.MinValue, [], []);

    public TimeRange? WindowAt(long us)
    {
        if (_neverPauses)
            return TimeRange.Always;
        if (!Horizon.Contains(us))
            return null;
        var window = LastStartedBy(us);
        return window is { } found && found.Contains(us) ? found : null;
    }

    public TimeRange? NextWindow(long us)
    {
        if (_neverPauses || us >= Horizon.EndUs)
            return null;
        us = Math.Max(us, Horizon.StartUs - 1);
        // Windows come at least once a week, so the next block has one if this has none left.
        for (var index = BlockOf(us); index <= BlockOf(us) + 1; index++)
        {
            var block = BlockAt(index).Windows;
            var next = CountStartedBy(block, us);
            if (next < block.Length)
                return block[next];
        }

        return null;
    }

    public IEnumerable<TimeRange> WindowsBetween(TimeRange span)
    {
        if (_neverPauses)
        {
            yield return TimeRange.Always;
            yield break;
        }

        var window = WindowAt(span.StartUs) ?? NextWindow(span.StartUs);
        while (window is { } found && found.StartUs < span.EndUs)
        {
            yield return found;
            window = NextWindow(found.StartUs);
        }
    }

    public IEnumerable<TimeRange> ShiftsBetween(TimeRange span)
    {
        // A shift is no longer than a local day, however its clock is put.
        var fromUs = Math.Max(span.StartUs, Horizon.StartUs) - (LongestShiftDays * DayUs);
        var toUs = Math.Min(span.EndUs, Horizon.EndUs);
        for (var index = BlockOf(fromUs); BlockStartUs(index) < toUs; index++)
        {
            foreach (var shift in BlockAt(index).Shifts)
            {
                if (shift.Overlaps(span) && shift.StartUs < Horizon.EndUs)
                    yield return shift;
            }
        }
    }

    private static bool CoversTheWeek(ImmutableArray<DutyWindow> windows)
    {
        var week = new DateOnly(2001, 1, 1);
        var spans = Enumerable.Range(-1, 9)
            .SelectMany(day => SpansOf(windows, week.AddDays(day)))
            .Select(span => new TimeRange(span.Start.Ticks, span.End.Ticks));
        var first = Merge(spans).FirstOrDefault(span => span.Contains(week.ToDateTime(default).Ticks));
        return first.EndUs >= week.AddDays(7).ToDateTime(default).Ticks;
    }

    private static IEnumerable<(DateTime Start, DateTime End)> SpansOf(
        ImmutableArray<DutyWindow> windows, DateOnly day) =>
        windows
            .Where(window => window.StartsOn(day.DayOfWeek))
            .Select(window => (
                day.ToDateTime(window.Start),
                day.AddDays(window.CrossesMidnight ? 1 : 0).ToDateTime(window.End)));

    private static List<TimeRange> Merge(IEnumerable<TimeRange> ranges)
    {
        var merged = new List<TimeRange>();
        foreach (var range in ranges.Where(range => !range.IsEmpty).OrderBy(range => range.StartUs))
        {
            if (merged.Count > 0 && range.StartUs <= merged[^1].EndUs)
                merged[^1] = merged[^1] with { EndUs = Math.Max(merged[^1].EndUs, range.EndUs) };
            else
                merged.Add(range);
        }

        return merged;
    }

    private static int BlockOf(long us) => (int)Math.Floor(us / (double)(BlockDays * DayUs));

    private static long BlockStartUs(int index) => index * BlockDays * DayUs;

    private static int CountStartedBy(TimeRange[] block, long us)
    {
        var (low, high) = (0, block.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (block[middle].StartUs <= us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private TimeRange? LastStartedBy(long us)
    {
        var index = BlockOf(us);
        var block = BlockAt(index).Windows;
        var count = CountStartedBy(block, us);
        if (count > 0)
            return block[count - 1];
        var earlier = BlockAt(index - 1).Windows;
        return earlier.Length > 0 ? earlier[^1] : null;
    }

    private Block BlockAt(int index)
    {
        var latest = Volatile.Read(ref _latest);
        if (latest.Index == index)
            return latest;
        if (_blocks.Count > BlocksKept)
            _blocks.Clear();
        latest = _blocks.GetOrAdd(index, WorkOut);
        Volatile.Write(ref _latest, latest);
        return latest;
    }

    /// <summary>What starts in the block, each with its whole extent.</summary>
    private Block WorkOut(int index)
    {
        var block = new TimeRange(BlockStartUs(index), BlockStartUs(index + 1));
        var firstDay = DateOnly.FromDateTime(TimeUs.ToTime(block.StartUs).UtcDateTime).AddDays(-MarginDays);
        var shifts = Enumerable.Range(0, BlockDays + (2 * MarginDays))
            .SelectMany(day => SpansOf(windows, firstDay.AddDays(day)))
            .Select(span => new TimeRange(_clock.FirstUs(span.Start), _clock.LastUs(span.End)))
            .Where(shift => !shift.IsEmpty)
            .GroupBy(shift => shift.StartUs, (_, same) => same.MaxBy(shift => shift.EndUs))
            .OrderBy(shift => shift.StartUs)
            .ToArray();
        return new(index, [.. Merge(shifts).Where(InBlock)], [.. shifts.Where(InBlock)]);

        bool InBlock(TimeRange range) => block.Contains(range.StartUs);
    }

    /// <param name="Windows">Merged where they touch or overlap.</param>
    /// <param name="Shifts">Not merged.</param>
    private sealed record Block(int Index, TimeRange[] Windows, TimeRange[] Shifts);
}
