namespace Telemetry.Core.Cover;

/// <summary>A cell was seen from one moment to another, both included.</summary>
internal readonly record struct Sighting(int Cell, long FirstUs, long LastUs);

/// <summary>All that was near a place for as long as one rule looks at it, and what of it changed.</summary>
internal sealed class CoverLog
{
    private readonly List<Pass> _passes = [];
    private readonly CellSights _sights = new();
    private long _longestUs;

    /// <summary>What was laid, or taken back, since <see cref="TakeChange"/>.</summary>
    public CoverChange Change { get; private set; } = CoverChange.None;

    /// <summary>By when they begin.</summary>
    public IReadOnlyList<Pass> Passes => _passes;

    public void Add(Pass pass)
    {
        // Nearly always the newest: look from the end.
        var at = _passes.Count;
        while (at > 0 && _passes[at - 1].FromUs > pass.FromUs)
            at--;
        _passes.Insert(at, pass);
        NoteLength(pass);
    }

    /// <summary>A pass has become longer.</summary>
    public void NoteLength(Pass pass) => _longestUs = Math.Max(_longestUs, pass.ToUs - pass.FromUs);

    public void Remove(Pass pass)
    {
        var at = FirstFrom(pass.FromUs);
        while (_passes[at] != pass)
            at++;
        _passes.RemoveAt(at);
    }

    public void NoteAdded(long fromUs, long toUs) => Change = Change.WithAdded(fromUs, toUs);

    public void NoteRemoved(long fromUs, long toUs) => Change = Change.WithRemoved(fromUs, toUs);

    public CoverChange TakeChange()
    {
        var change = Change;
        Change = CoverChange.None;
        return change;
    }

    /// <summary>Adds all sightings of legs that meet a closed span, whole as they are, in no order.</summary>
    public void Read(PlaceCells cells, long fromUs, long toUs, List<Sighting> found)
    {
        for (var i = FirstFrom(fromUs - _longestUs); i < _passes.Count && _passes[i].FromUs <= toUs; i++)
        {
            if (_passes[i].ToUs >= fromUs)
                _passes[i].Trail.Read(_passes[i], cells, fromUs, toUs, _sights, found);
        }
    }

    /// <summary>All legs that meet a closed span, in no order.</summary>
    public List<CoverLeg> Copy(long fromUs, long toUs)
    {
        var found = new List<CoverLeg>();
        for (var i = FirstFrom(fromUs - _longestUs); i < _passes.Count && _passes[i].FromUs <= toUs; i++)
        {
            if (_passes[i].ToUs >= fromUs)
                _passes[i].Trail.Copy(_passes[i], fromUs, toUs, found);
        }

        return found;
    }

    /// <summary>Whether anything was near in a closed span.</summary>
    public bool Meets(long fromUs, long toUs)
    {
        for (var i = FirstFrom(fromUs - _longestUs); i < _passes.Count && _passes[i].FromUs <= toUs; i++)
        {
            if (_passes[i].ToUs >= fromUs)
                return true;
        }

        return false;
    }

    /// <summary>Forgets the passes that ended before.</summary>
    public void Forget(long beforeUs) => _passes.RemoveAll(pass => pass.ToUs < beforeUs);

    private int FirstFrom(long us)
    {
        var (low, high) = (0, _passes.Count);
        if (high == 0 || _passes[high - 1].FromUs < us)
            return high;
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
}
