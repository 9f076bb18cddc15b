using System.Collections;
using System.Runtime.InteropServices;

namespace Telemetry.Core.Tracks;

/// <summary>
/// When something about a device lasted: spells [start, end) by time. The last one may still go on; it ends at
/// <see cref="long.MaxValue"/>.
/// </summary>
internal sealed class Spells : IReadOnlyList<TimeRange>
{
    // Starts and ends in turn.
    private readonly List<long> _turns = [];

    public int Count => (_turns.Count + 1) / 2;

    /// <summary>One goes on.</summary>
    public bool IsOn => Tail.Count % 2 == 1;

    /// <summary>Tells whether something was added at the end, or changed there.</summary>
    public (int Count, long LastUs) Tail { get; private set; } = (0, long.MinValue);

    public ReadOnlySpan<long> Turns => CollectionsMarshal.AsSpan(_turns);

    public TimeRange this[int index] =>
        new(_turns[2 * index], (2 * index) + 1 < _turns.Count ? _turns[(2 * index) + 1] : long.MaxValue);

    /// <summary>Start of the one that goes on.</summary>
    public long OnFromUs => IsOn ? Tail.LastUs : throw new InvalidOperationException("None goes on");

    public bool IsOnAt(long us) => CountThrough(us) % 2 == 1;

    /// <summary>Begins a spell, or ends the one that goes on; later than all before.</summary>
    public void Turn(long us)
    {
        _turns.Add(us);
        NoteTail();
    }

    /// <summary>The one that goes on began earlier than was known.</summary>
    public void OnFrom(long us)
    {
        _turns[^1] = us;
        NoteTail();
    }

    /// <summary>What changed since the end was as it is given.</summary>
    public TimeRange ChangeSince((int Count, long LastUs) tail)
    {
        var kept = tail.Count == 0 || _turns[tail.Count - 1] == tail.LastUs;
        var fromUs = kept ? _turns[tail.Count] : Math.Min(_turns[tail.Count - 1], tail.LastUs);
        return new TimeRange(fromUs, Math.Max(_turns[^1], tail.LastUs));
    }

    /// <summary>
    /// Puts other turns in the place of those after one moment and up to another; there must be as many of them, or one
    /// more for each one less, unless none come after. Returns from the first change to the last, null when nothing
    /// changed.
    /// </summary>
    public TimeRange? Replace(long afterUs, long throughUs, ReadOnlySpan<long> turns)
    {
        var from = CountThrough(afterUs);
        var old = Turns[from..CountThrough(throughUs)];
        var same = old.CommonPrefixLength(turns);
        if (same == old.Length && same == turns.Length)
            return null;
        var change = new TimeRange(
            Math.Min(At(old, same), At(turns, same)),
            // One turn too many, and all after it is the other way round.
            (old.Length - turns.Length) % 2 != 0 ? long.MaxValue : Math.Max(Last(old), Last(turns)));
        var length = old.Length;
        _turns.RemoveRange(from, length);
        _turns.InsertRange(from, turns);
        NoteTail();
        return change;

        static long At(ReadOnlySpan<long> turns, int index) => index < turns.Length ? turns[index] : long.MaxValue;
        static long Last(ReadOnlySpan<long> turns) => turns.IsEmpty ? long.MinValue : turns[^1];
    }

    /// <summary>As they were when they were written down.</summary>
    public void Restore(ReadOnlySpan<long> turns)
    {
        _turns.Clear();
        _turns.AddRange(turns);
        NoteTail();
    }

    public void Clear()
    {
        _turns.Clear();
        NoteTail();
    }

    /// <summary>Forgets spells that ended before.</summary>
    public void Forget(long beforeUs)
    {
        var gone = 0;
        while (gone + 1 < _turns.Count && _turns[gone + 1] < beforeUs)
            gone += 2;
        _turns.RemoveRange(0, gone);
        NoteTail();
    }

    public IEnumerator<TimeRange> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void NoteTail() => Tail = (_turns.Count, _turns.Count > 0 ? _turns[^1] : long.MinValue);

    private int CountThrough(long us)
    {
        var at = _turns.BinarySearch(us);
        return at < 0 ? ~at : at + 1;
    }
}
