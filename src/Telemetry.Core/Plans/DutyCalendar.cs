using System.Collections.Immutable;

namespace Telemetry.Core.Plans;

/// <summary>A schedule's windows in event time, put together from blocks of days.</summary>
internal sealed class DutyCalendar
{
    // A shift is no longer than a local day, however its clock is put.
    private const int LongestShiftDays = 3;

    private readonly DutyBlocks _blocks;
    private readonly bool _neverPauses;

    public DutyCalendar(TimeZoneInfo zone, ImmutableArray<DutyWindow> windows)
    {
        _blocks = new(zone, windows);
        _neverPauses = _blocks.IsWeekly && _blocks[0].IsFull;
    }

    private static TimeRange Horizon => DutyBlocks.Horizon;

    public TimeRange? WindowAt(long us)
    {
        if (_neverPauses)
            return TimeRange.Always;
        if (!Horizon.Contains(us))
            return null;
        var block = _blocks[DutyBlock.IndexOf(us)];
        var count = block.CountStartedBy(us);
        return count > 0 && block.Pieces[count - 1].Contains(us) ? Whole(block, block.Pieces[count - 1]) : null;
    }

    public TimeRange? NextWindow(long us)
    {
        if (_neverPauses || us >= Horizon.EndUs)
            return null;
        us = Math.Max(us, Horizon.StartUs - 1);
        for (var index = DutyBlock.IndexOf(us); DutyBlock.SpanOf(index).StartUs < Horizon.EndUs;)
        {
            var block = _blocks[index];
            var next = block.CountStartedBy(us);
            // A piece at a block's start may only go on there.
            if (next == 0 && block.IsOnAtStart && _blocks[index - 1].IsOnAtEnd)
                next++;
            if (next < block.Pieces.Length)
                return Whole(block, block.Pieces[next]);
            index = block.IsEmpty || block.IsFull ? _blocks.After(block) : index + 1;
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
        var fromUs = Math.Max(span.StartUs, Horizon.StartUs) - (LongestShiftDays * DutyBlock.DayUs);
        var toUs = Math.Min(span.EndUs, Horizon.EndUs);
        for (var index = DutyBlock.IndexOf(fromUs); DutyBlock.SpanOf(index).StartUs < toUs;)
        {
            var block = _blocks[index];
            foreach (var shift in block.Shifts)
            {
                if (shift.Overlaps(span))
                    yield return shift;
            }

            index = block.IsEmpty ? _blocks.After(block) : index + 1;
        }
    }

    private TimeRange Whole(DutyBlock block, TimeRange piece) => new(
        piece.StartUs == block.Span.StartUs ? StartOf(block) : piece.StartUs,
        piece.EndUs == block.Span.EndUs ? EndOf(block) : piece.EndUs);

    /// <summary>When the window starts that is under way at the block's start.</summary>
    private long StartOf(DutyBlock block)
    {
        var before = _blocks[block.IsFull ? _blocks.Before(block) : block.Index - 1];
        while (before.IsFull)
            before = _blocks[_blocks.Before(before)];
        return before.IsOnAtEnd ? before.Pieces[^1].StartUs : before.Span.EndUs;
    }

    private long EndOf(DutyBlock block)
    {
        var after = _blocks[block.IsFull ? _blocks.After(block) : block.Index + 1];
        while (after.IsFull)
            after = _blocks[_blocks.After(after)];
        return after.IsOnAtStart ? after.Pieces[0].EndUs : after.Span.StartUs;
    }
}
