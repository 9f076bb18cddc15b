using System.Runtime.InteropServices;

namespace Telemetry.Core.Geo;

/// <summary>
/// What one leg hits, by place, then way. A buffer to use again and again: it grows to the most it ever held and
/// allocates nothing after that. Not for use by two threads at once.
/// </summary>
public sealed class LegHits
{
    /// <summary>
    /// Pieces closer than this part of the leg are one: a shared corner computed from two edges may differ in its last
    /// digits. A picometre on a leg of a metre.
    /// </summary>
    private const double TouchingFraction = 1e-12;

    private readonly List<LegHit> _hits = [];
    private int _partStart;

    public int Count => _hits.Count;

    /// <summary>Valid until the buffer is used again.</summary>
    public ReadOnlySpan<LegHit> Span => CollectionsMarshal.AsSpan(_hits);

    public LegHit this[int index] => _hits[index];

    /// <summary>Where the boundary of the shape in hand meets the leg.</summary>
    internal List<BoundaryEvent> Boundary { get; } = [];

    /// <summary>What the cells under the leg said, before it is put together by place.</summary>
    internal List<Crossing> Crossings { get; } = [];

    internal void Clear()
    {
        _hits.Clear();
        _partStart = 0;
    }

    /// <summary>What is added from here on belongs to the second part of a leg that is taken in two.</summary>
    internal void StartSecondPart() => _partStart = _hits.Count;

    /// <summary>
    /// Pieces of one place must come in ascending order; a piece that touches the one before extends it.
    /// </summary>
    internal void Add(int place, double enter, double exit)
    {
        var last = _hits.Count - 1;
        if (last >= _partStart && _hits[last] is var before && before.Place == place
            && enter - before.Exit <= TouchingFraction)
        {
            _hits[last] = before with { Exit = Math.Max(before.Exit, exit) };
            return;
        }

        _hits.Add(new LegHit(place, enter, exit));
    }

    /// <summary>The leg is inside these places for its whole length.</summary>
    internal void AddWhole(ReadOnlySpan<CellEntry> covers)
    {
        foreach (var cover in covers)
            _hits.Add(new LegHit(cover.Place, 0, 1));
    }

    /// <summary>
    /// Makes one leg of two: the first part's hits are fractions of the way up to <paramref name="fraction"/>, the
    /// second's of the rest.
    /// </summary>
    internal void JoinParts(double fraction)
    {
        var parts = CollectionsMarshal.AsSpan(_hits);
        for (var i = 0; i < parts.Length; i++)
        {
            var (place, enter, exit) = parts[i];
            parts[i] = i < _partStart
                ? new LegHit(place, enter * fraction, exit * fraction)
                : new LegHit(place, Beyond(fraction, enter), Beyond(fraction, exit));
        }

        parts.Sort(static (x, y) => x.Place != y.Place ? x.Place.CompareTo(y.Place) : x.Enter.CompareTo(y.Enter));
        var count = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            if (count > 0 && parts[i] is var next && parts[count - 1] is var last && last.Place == next.Place
                && next.Enter - last.Exit <= TouchingFraction)
                parts[count - 1] = last with { Exit = Math.Max(last.Exit, next.Exit) };
            else
                parts[count++] = parts[i];
        }

        _hits.RemoveRange(count, _hits.Count - count);
    }

    private static double Beyond(double fraction, double rest) => rest == 1 ? 1 : fraction + (rest * (1 - fraction));
}
