using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>
/// A schedule's blocks, worked out when asked for and kept, immutable, so that many threads may ask and asking again
/// costs next to nothing.
/// </summary>
internal sealed class DutyBlocks(TimeZoneInfo zone, ImmutableArray<DutyWindow> windows)
{
    /// <summary>No window is known before or after; nobody patrols there, and calendars stop somewhere.</summary>
    internal static readonly TimeRange Horizon = new(
        TimeUs.From(new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        TimeUs.From(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero)));

    private const int BlocksKept = 256;

    // A window that starts this many local days outside a block, counted from its ends in UTC, does not reach into it:
    // a window lasts a day, a clock may be put by an hour or so, or by a day over the date line.
    private const int MarginDays = 4;

    // Days are counted as DateOnly counts them.
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private readonly LocalClock _clock = new(zone);
    private readonly int[] _turns = TurnsOf(windows);
    private readonly ConcurrentDictionary<int, DutyBlock> _kept = new();
    private DutyBlock _latest = DutyBlock.None;

    /// <summary>No dates are named: each week is like the other, but for clock changes.</summary>
    public bool IsWeekly => _turns.Length == 0;

    public DutyBlock this[int index]
    {
        get
        {
            var latest = Volatile.Read(ref _latest);
            if (latest.Index == index)
                return latest;
            if (_kept.Count > BlocksKept)
                _kept.Clear();
            latest = _kept.GetOrAdd(index, WorkOut);
            Volatile.Write(ref _latest, latest);
            return latest;
        }
    }

    /// <summary>
    /// The next block that need not be like this one, which is full or empty. A whole block of days without a turn
    /// shows that the weekly pattern has no pause, or no window, and so it stays until the next turn.
    /// </summary>
    public int After(DutyBlock block)
    {
        var (first, last) = DaysAround(block.Index);
        var turn = FirstTurnAfter(first);
        if (turn < _turns.Length && _turns[turn] <= last)
            return block.Index + 1;
        var next = turn == _turns.Length ? DutyBlock.IndexOf(Horizon.EndUs) : IndexOfDay(_turns[turn]) - 1;
        return Math.Max(block.Index + 1, next);
    }

    /// <summary>The same the other way.</summary>
    public int Before(DutyBlock block)
    {
        var (first, last) = DaysAround(block.Index);
        var turn = FirstTurnAfter(first);
        if (turn < _turns.Length && _turns[turn] <= last)
            return block.Index - 1;
        var next = turn == 0 ? DutyBlock.IndexOf(Horizon.StartUs) : IndexOfDay(_turns[turn - 1]) + 1;
        return Math.Min(block.Index - 1, next);
    }

    /// <summary>The days from which on other windows may start than before, ascending.</summary>
    private static int[] TurnsOf(ImmutableArray<DutyWindow> windows) =>
    [
        .. windows.SelectMany(window => window.Dates.Concat(window.ExceptDates))
            .SelectMany(span => (int[])[span.First.DayNumber, span.Last.DayNumber + 1])
            .Distinct().Order(),
    ];

    private int FirstTurnAfter(int day)
    {
        var found = Array.BinarySearch(_turns, day);
        return found >= 0 ? found + 1 : ~found;
    }

    private static int IndexOfDay(int day) => DutyBlock.IndexOf((day - Epoch) * DutyBlock.DayUs);

    /// <summary>Local days on which windows may start that have to do with a block.</summary>
    private static (int First, int Last) DaysAround(int index)
    {
        var start = Epoch + (index * DutyBlock.Days);
        return (start - MarginDays, start + DutyBlock.Days + MarginDays);
    }

    private DutyBlock WorkOut(int index)
    {
        var span = DutyBlock.SpanOf(index).Intersect(Horizon);
        if (span.IsEmpty)
            return new(index, [], []);
        var (first, last) = DaysAround(index);
        var shifts = Enumerable.Range(first, last - first + 1)
            .SelectMany(day => ShiftsOf(DateOnly.FromDayNumber(day)))
            .Where(shift => !shift.IsEmpty)
            .GroupBy(shift => shift.StartUs, (_, same) => same.MaxBy(shift => shift.EndUs))
            .OrderBy(shift => shift.StartUs)
            .ToArray();
        return new(index, Merge(shifts, span), [.. shifts.Where(shift => span.Contains(shift.StartUs))]);
    }

    private IEnumerable<TimeRange> ShiftsOf(DateOnly day) =>
        windows
            .Where(window => window.StartsOn(day))
            .Select(window => new TimeRange(
                _clock.FirstUs(day.ToDateTime(window.Start)),
                _clock.LastUs(day.AddDays(window.CrossesMidnight ? 1 : 0).ToDateTime(window.End))));

    private static TimeRange[] Merge(IEnumerable<TimeRange> shifts, TimeRange span)
    {
        var merged = new List<TimeRange>();
        foreach (var shift in shifts)
        {
            var range = shift.Intersect(span);
            if (range.IsEmpty)
                continue;
            if (merged.Count > 0 && range.StartUs <= merged[^1].EndUs)
                merged[^1] = merged[^1] with { EndUs = Math.Max(merged[^1].EndUs, range.EndUs) };
            else
                merged.Add(range);
        }

        return [.. merged];
    }
}
