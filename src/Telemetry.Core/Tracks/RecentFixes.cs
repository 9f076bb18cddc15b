using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Telemetry.Core.Tracks;

/// <summary>
/// The newest fixes of a device by time, used or not, with what was decided of each: all there are from the first one
/// on. In chunks, so that a late one finds its place without moving all that came since.
/// </summary>
internal sealed class RecentFixes
{
    private const int ChunkFixes = 32;

    private static readonly long WindowUs = TimeUs.Of(Limits.RecentWindow);

    private readonly List<Chunk> _chunks = [];

    // The last time in each chunk but the newest, which goes on: what is far back has long left the processor's cache.
    private readonly List<long> _lastUs = [];
    private Chunk? _newest;
    private Chunk? _spare;

    public int Count { get; private set; }

    /// <summary>Time of the first; only when there is one.</summary>
    public long FirstUs => _chunks[0].Fixes[0].TimeUs;

    public ref readonly Fix this[Spot at] => ref _chunks[at.Chunk].Fixes[at.Offset];

    public ref FixVerdict Verdict(Spot at) => ref _chunks[at.Chunk].Verdicts[at.Offset];

    /// <summary>Adds one later than all before, and lets go of those that have become too old or too many.</summary>
    public void Append(in Fix fix, FixVerdict verdict)
    {
        if (_newest is null || _newest.Count == ChunkFixes)
        {
            if (_newest is not null)
                _lastUs[^1] = _newest.LastUs;
            LetGo(fix.TimeUs - WindowUs);
            _chunks.Add(_newest = TakeSpare());
            _lastUs.Add(long.MaxValue);
        }

        _newest.Insert(_newest.Count, fix, verdict);
        Count++;
    }

    /// <summary>Decides about the one that waits.</summary>
    public void Settle(FixVerdict verdict)
    {
        for (var at = new Spot(_chunks.Count, 0); TryPrevious(ref at);)
        {
            if (Verdict(at) != FixVerdict.Waiting)
                continue;
            Verdict(at) = verdict;
            return;
        }
    }

    /// <summary>Where the first is that is not before a moment; one beyond the last when there is none.</summary>
    public Spot Find(long us)
    {
        var at = _lastUs.BinarySearch(us);
        if (at < 0)
            at = ~at;
        if (at == _chunks.Count)
            return new Spot(at, 0);
        var offset = _chunks[at].Find(us);
        return offset < _chunks[at].Count ? new Spot(at, offset) : new Spot(at + 1, 0);
    }

    public bool IsThere(Spot at) => at.Chunk < _chunks.Count;

    public Spot Next(Spot at) =>
        at.Offset + 1 < _chunks[at.Chunk].Count ? at with { Offset = at.Offset + 1 } : new Spot(at.Chunk + 1, 0);

    /// <summary>False at the first.</summary>
    public bool TryPrevious(ref Spot at)
    {
        if (at.Offset > 0)
            at = at with { Offset = at.Offset - 1 };
        else if (at.Chunk > 0)
            at = new Spot(at.Chunk - 1, _chunks[at.Chunk - 1].Count - 1);
        else
            return false;
        return true;
    }

    /// <summary>Puts one in where <see cref="Find"/> said; returns where it is.</summary>
    public Spot Insert(Spot at, in Fix fix)
    {
        if (!IsThere(at))
            throw new ArgumentOutOfRangeException(nameof(at), "It is newer than all there are");
        if (_chunks[at.Chunk].Count == ChunkFixes)
        {
            _chunks.Insert(at.Chunk + 1, _chunks[at.Chunk].SplitInto(TakeSpare()));
            _newest = _chunks[^1];
            _lastUs.Insert(at.Chunk, _chunks[at.Chunk].LastUs);
            if (at.Offset >= ChunkFixes / 2)
                at = new Spot(at.Chunk + 1, at.Offset - (ChunkFixes / 2));
        }

        _chunks[at.Chunk].Insert(at.Offset, fix, FixVerdict.Waiting);
        Count++;
        return at;
    }

    /// <summary>Puts a stretch, that they reach into, in the place of those up to its end.</summary>
    public void Replace(List<Fix> stretch, List<FixVerdict> verdicts)
    {
        var later = new List<(Fix Fix, FixVerdict Verdict)>();
        for (var at = Find(stretch[^1].TimeUs + 1); IsThere(at); at = Next(at))
            later.Add((this[at], Verdict(at)));
        Clear();
        for (var i = 0; i < stretch.Count; i++)
            Append(stretch[i], verdicts[i]);
        foreach (ref readonly var kept in CollectionsMarshal.AsSpan(later))
            Append(kept.Fix, kept.Verdict);
    }

    public void Clear()
    {
        _chunks.Clear();
        _lastUs.Clear();
        _newest = null;
        Count = 0;
    }

    private void LetGo(long beforeUs)
    {
        while (_chunks.Count > 0 && (_lastUs[0] < beforeUs || Count + ChunkFixes > Limits.RecentFixes))
        {
            Count -= _chunks[0].Count;
            _spare = _chunks[0];
            _spare.Count = 0;
            _chunks.RemoveAt(0);
            _lastUs.RemoveAt(0);
        }
    }

    private Chunk TakeSpare()
    {
        var spare = _spare ?? new Chunk();
        _spare = null;
        return spare;
    }

    /// <summary>Where a fix is, until one is inserted or let go.</summary>
    public readonly record struct Spot(int Chunk, int Offset);

    private sealed class Chunk
    {
        public readonly Fix[] Fixes = new Fix[ChunkFixes];
        public VerdictsOfChunk Verdicts;

        public int Count { get; set; }

        public long LastUs => Fixes[Count - 1].TimeUs;

        /// <summary>Fixes come at an even pace mostly: looks first where one would be then.</summary>
        public int Find(long us)
        {
            var (firstUs, lastUs) = (Fixes[0].TimeUs, LastUs);
            if (us <= firstUs)
                return 0;
            if (us > lastUs)
                return Count;
            var at = (int)((us - firstUs) / (double)(lastUs - firstUs) * (Count - 1));
            while (Fixes[at].TimeUs < us)
                at++;
            while (Fixes[at - 1].TimeUs >= us)
                at--;
            return at;
        }

        public void Insert(int at, in Fix fix, FixVerdict verdict)
        {
            if (at < Count)
            {
                Array.Copy(Fixes, at, Fixes, at + 1, Count - at);
                Verdicts[at..Count].CopyTo(Verdicts[(at + 1)..]);
            }

            Fixes[at] = fix;
            Verdicts[at] = verdict;
            Count++;
        }

        /// <summary>Gives the second half away.</summary>
        public Chunk SplitInto(Chunk second)
        {
            const int Half = ChunkFixes / 2;
            Array.Copy(Fixes, Half, second.Fixes, 0, ChunkFixes - Half);
            Verdicts[Half..].CopyTo(second.Verdicts);
            second.Count = ChunkFixes - Half;
            Count = Half;
            return second;
        }
    }

    /// <summary>Beside the count, not in an array of their own.</summary>
    [InlineArray(ChunkFixes)]
    private struct VerdictsOfChunk
    {
        private FixVerdict _first;
    }
}
