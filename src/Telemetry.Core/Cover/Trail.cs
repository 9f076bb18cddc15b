using System.Runtime.InteropServices;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Cover;

/// <summary>
/// The legs of one device that were near places whose cells somebody looks at, until they are forgotten.
/// </summary>
internal sealed class Trail
{
    private readonly List<TrailFix> _fixes = [];
    private readonly List<Pass> _passes = [];
    private readonly List<Pass> _open = [];
    private long _longestUs;

    // By the start of the leg; only of drones with a camera.
    private Dictionary<long, FootprintQuad>? _footprints;

    /// <summary>By when they begin.</summary>
    public IReadOnlyList<Pass> Passes => _passes;

    /// <summary>A leg near at least one place; no other may lie between its ends.</summary>
    public void Add(long fromUs, GeoPoint from, long toUs, GeoPoint to, FootprintQuad? footprint)
    {
        var at = FirstFrom(fromUs);
        if (at < _fixes.Count && _fixes[at].TimeUs == fromUs)
            _fixes[at] = _fixes[at].WithLeg(true);
        else
            _fixes.Insert(at, new TrailFix(fromUs, from, hasLeg: true));
        if (at + 1 == _fixes.Count || _fixes[at + 1].TimeUs != toUs)
            _fixes.Insert(at + 1, new TrailFix(toUs, to, hasLeg: false));
        if (footprint is { } quad)
            (_footprints ??= [])[fromUs] = quad;
    }

    /// <summary>A leg of the trail is near this place.</summary>
    public void AddPass(CoverWatch watch, long fromUs, long toUs, double reachM)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var pass = _open[i];
            if (pass.TryGoOn(watch, fromUs, toUs, reachM))
            {
                watch.Log.NoteLength(pass);
                NoteLength(pass);
                return;
            }

            // Others that this leg goes on with, or went on with already, stay open.
            if (pass.ToUs != fromUs && pass.ToUs != toUs)
                _open.RemoveAt(i);
        }

        var begun = new Pass(watch, this, fromUs, toUs, reachM);
        _open.Add(begun);
        Add(begun);
    }

    /// <summary>Adds what a pass saw in a closed span, leg by leg, each whole.</summary>
    public void Read(Pass pass, PlaceCells cells, long fromUs, long toUs, CellSights sights, List<Sighting> found)
    {
        var fixes = CollectionsMarshal.AsSpan(_fixes);
        for (var i = FirstLeg(pass, fromUs); fixes[i].TimeUs < pass.ToUs && fixes[i].TimeUs <= toUs; i++)
        {
            var (startUs, endUs) = (fixes[i].TimeUs, fixes[i + 1].TimeUs);
            var (start, end) = (cells.ToMeters(fixes[i].Position), cells.ToMeters(fixes[i + 1].Position));
            if (FootprintOf(startUs) is { } footprint)
                cells.Sight(footprint.MovedBy(start), end - start, sights);
            else
                cells.Sight(start, end, pass.ReachM, sights);
            foreach (ref readonly var sight in sights.Span)
            {
                var firstUs = Math.Max(pass.FromUs, sight.FirstUs(startUs, endUs - startUs));
                var lastUs = Math.Min(pass.ToUs, sight.LastUs(startUs, endUs - startUs));
                if (firstUs <= lastUs)
                    found.Add(new Sighting(sight.Cell, firstUs, lastUs));
            }
        }
    }

    /// <summary>Adds the legs of a pass that meet a closed span.</summary>
    public void Copy(Pass pass, long fromUs, long toUs, List<CoverLeg> found)
    {
        for (var i = FirstLeg(pass, fromUs); _fixes[i].TimeUs < pass.ToUs && _fixes[i].TimeUs <= toUs; i++)
            found.Add(LegAt(i, pass, new TimeRange(pass.FromUs, pass.ToUs)));
    }

    /// <summary>Takes out the legs that lie wholly in a span, and adds them, place by place, to a list.</summary>
    public void TakeBack(TimeRange span, List<CoverLeg> taken)
    {
        _open.Clear();
        var first = FirstFrom(span.StartUs);
        var last = FirstFrom(span.EndUs);
        if (last == _fixes.Count || _fixes[last].TimeUs > span.EndUs)
            last--;
        if (last <= first)
            return;
        var (fromUs, toUs) = (_fixes[first].TimeUs, _fixes[last].TimeUs);
        var meeting = new List<Pass>();
        for (var i = FirstPassFrom(fromUs - _longestUs); i < _passes.Count && _passes[i].FromUs < toUs; i++)
        {
            if (_passes[i].ToUs > fromUs)
                meeting.Add(_passes[i]);
        }

        foreach (var pass in meeting)
            TakeBack(pass, fromUs, toUs, taken);
        Cut(first, last);
    }

    /// <summary>Forgets, as the places do, what nothing at or after a moment depends on.</summary>
    public void Forget(long beforeUs)
    {
        _passes.RemoveAll(pass => pass.ToUs < beforeUs - pass.Watch.IntervalUs);
        _open.RemoveAll(pass => pass.ToUs < beforeUs - pass.Watch.IntervalUs);
        var neededUs = long.MaxValue;
        foreach (var pass in _passes)
            neededUs = Math.Min(neededUs, pass.FromUs);
        var gone = FirstFrom(neededUs);
        // A pass may begin in the middle of a leg.
        if (gone > 0 && gone < _fixes.Count && _fixes[gone].TimeUs > neededUs)
            gone--;
        for (var i = 0; i < gone; i++)
            _footprints?.Remove(_fixes[i].TimeUs);
        _fixes.RemoveRange(0, gone);
    }

    private void TakeBack(Pass pass, long fromUs, long toUs, List<CoverLeg> taken)
    {
        var seen = new TimeRange(Math.Max(pass.FromUs, fromUs), Math.Min(pass.ToUs, toUs));
        var i = FirstLeg(pass, seen.StartUs);
        // Not the one that only leads to where they begin.
        if (_fixes[i + 1].TimeUs <= seen.StartUs)
            i++;
        for (; _fixes[i].TimeUs < seen.EndUs; i++)
            taken.Add(LegAt(i, pass, seen));

        _passes.RemoveAt(_passes.IndexOf(pass, FirstPassFrom(pass.FromUs)));
        pass.Watch.Log.Remove(pass);
        if (pass.FromUs < fromUs)
            Add(new Pass(pass.Watch, this, pass.FromUs, fromUs, pass.ReachM));
        if (pass.ToUs > toUs)
            Add(new Pass(pass.Watch, this, toUs, pass.ToUs, pass.ReachM));
    }

    private CoverLeg LegAt(int index, Pass pass, TimeRange seen)
    {
        var leg = new TimeRange(_fixes[index].TimeUs, _fixes[index + 1].TimeUs);
        return new CoverLeg(
            pass.Watch, seen.Intersect(leg), leg, _fixes[index].Position, _fixes[index + 1].Position, pass.ReachM,
            FootprintOf(leg.StartUs));
    }

    /// <summary>Index of the first leg of a pass that meets what comes from a moment on.</summary>
    private int FirstLeg(Pass pass, long fromUs)
    {
        var first = FirstFrom(Math.Max(pass.FromUs, fromUs));
        // The leg that leads here meets it too, unless it is before the pass.
        return first > 0 && _fixes[first - 1].HasLeg && _fixes[first].TimeUs > pass.FromUs ? first - 1 : first;
    }

    /// <summary>Takes out the legs between two fixes; those that end or begin there keep them.</summary>
    private void Cut(int first, int last)
    {
        for (var i = first; i < last; i++)
            _footprints?.Remove(_fixes[i].TimeUs);
        var hasBefore = first > 0 && _fixes[first - 1].HasLeg;
        if (hasBefore)
            _fixes[first] = _fixes[first].WithLeg(false);
        var from = hasBefore ? first + 1 : first;
        _fixes.RemoveRange(from, (_fixes[last].HasLeg ? last : last + 1) - from);
    }

    private FootprintQuad? FootprintOf(long fromUs) =>
        _footprints is not null && _footprints.TryGetValue(fromUs, out var quad) ? quad : null;

    private void Add(Pass pass)
    {
        var at = _passes.Count;
        while (at > 0 && _passes[at - 1].FromUs > pass.FromUs)
            at--;
        _passes.Insert(at, pass);
        pass.Watch.Log.Add(pass);
        NoteLength(pass);
    }

    private void NoteLength(Pass pass) => _longestUs = Math.Max(_longestUs, pass.ToUs - pass.FromUs);

    private int FirstPassFrom(long us)
    {
        var (low, high) = (0, _passes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_passes[middle].FromUs < us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Index of the first fix at or after a moment; nearly always the last one.</summary>
    private int FirstFrom(long us)
    {
        var (low, high) = (0, _fixes.Count);
        if (high == 0 || _fixes[high - 1].TimeUs < us)
            return high;
        if (high > 1 && _fixes[high - 2].TimeUs < us)
            return high - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_fixes[middle].TimeUs < us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
