using Telemetry.Core.Plans;

namespace Telemetry.Core.Cover;

/// <summary>
/// Keeps, from step to step of the clock, when enough cells of a place were fresh: seen at most an interval before, or
/// the duty window had begun no longer ago than that. A step costs what came in since the last one; only where the
/// outcome hangs on it is a stretch gone through again.
/// </summary>
/// <param name="inForceUs">Since when the rule is in force: duty begins no sooner.</param>
internal sealed class CoverTally(CoverLog log, Lazy<PlaceCells> cells, CoverRule rule, long inForceUs)
{
    /// <summary>
    /// How often the end of a run is pushed on step by step before the stretch is gone through instead.
    /// </summary>
    private const int MostRounds = 16;

    private readonly List<CoverRun> _runs = [];
    private readonly List<CoverRun> _swept = [];
    private readonly List<Sighting> _sightings = [];
    private readonly long _intervalUs = TimeUs.Of(rule.Interval);
    private CoverDemand _demand;
    private FreshCells? _state;
    private CoverSweep? _sweep;
    private TimeRange? _window;
    private long _atUs;
    private bool _isUnseen;

    // Of cells that were seen last before this, the state does not say when.
    private long _knownFromUs;

    /// <summary>By time; each duty window begins with one.</summary>
    public IReadOnlyList<CoverRun> Runs => _runs;

    /// <summary>Brings the runs up to a moment.</summary>
    /// <param name="forgottenUs">Before this nothing is known; of meaning when it begins.</param>
    public void Advance(long toUs, long forgottenUs)
    {
        var change = log.TakeChange();
        if (_window is { } known)
            GoBack(known, change, toUs);
        GoOn(toUs, forgottenUs);
    }

    /// <summary>
    /// The runs as they will be at a later moment if nothing more comes in; the tally itself stays where it is.
    /// </summary>
    public IReadOnlyList<CoverRun> Ahead(long toUs, long forgottenUs)
    {
        var ahead = new CoverTally(log, cells, rule, inForceUs)
        {
            _demand = _demand,
            _state = _isUnseen ? null : _state?.Copy(),
            _window = _window,
            _atUs = _atUs,
            _isUnseen = _isUnseen,
            _knownFromUs = _knownFromUs,
        };
        ahead._runs.AddRange(_runs);
        ahead.GoOn(toUs, forgottenUs);
        return ahead._runs;
    }

    /// <summary>
    /// Forgets what ended before; returns until when enough cells were seen, if any run is forgotten.
    /// </summary>
    public long? Forget(long beforeUs)
    {
        log.Forget(beforeUs - _intervalUs);
        var gone = 0;
        while (gone + 1 < _runs.Count && _runs[gone].ToUs < beforeUs)
            gone++;
        if (gone == 0)
            return null;
        var lastUs = _runs[gone - 1].ToUs - _intervalUs;
        _runs.RemoveRange(0, gone);
        return lastUs;
    }

    private void GoOn(long toUs, long forgottenUs)
    {
        if (_window is null && FirstWindow(Math.Max(inForceUs, forgottenUs)) is { } first && first.StartUs <= toUs)
            Begin(first, forgottenUs);
        while (_window is { } window)
        {
            var endUs = Math.Min(window.EndUs, toUs);
            if (_atUs < endUs)
                Step(window, _atUs, endUs);
            if (window.EndUs > toUs || rule.Duty.NextWindow(window.StartUs) is not { } next || next.StartUs > toUs)
                return;
            Enter(next);
        }
    }

    /// <summary>What came late, or was taken back, may change what was found before.</summary>
    private void GoBack(TimeRange window, CoverChange change, long toUs)
    {
        if (change.FromUs > _atUs)
            return;
        for (var past = FirstWindow(change.FromUs); past is { } p && p.StartUs < window.StartUs; past = Next(p))
        {
            if (p.StartUs <= change.ToUs)
                Sweep(p, change.FromUs - 1, p.EndUs, new FreshCells(cells.Value.Count));
        }

        var endUs = Math.Min(window.EndUs, Math.Max(_atUs, toUs));
        if (change.Removed.StartUs <= _atUs && change.Removed.EndUs >= window.StartUs)
            SweepOn(window, change.FromUs - 1, endUs);
        else if (change.Added.StartUs <= _atUs && change.Added.EndUs >= window.StartUs)
            Step(window, Math.Max(window.StartUs, change.Added.StartUs), endUs);
    }

    private void Begin(TimeRange window, long forgottenUs)
    {
        Enter(window);
        if (forgottenUs > window.StartUs)
            SweepOn(window, forgottenUs, forgottenUs);
    }

    private void Enter(TimeRange window)
    {
        (_window, _atUs, _isUnseen, _knownFromUs) = (window, window.StartUs, true, long.MinValue);
        _runs.Add(new CoverRun(window.StartUs, window.StartUs + _intervalUs));
    }

    /// <summary>
    /// From where things stand to a later moment, by what was added from a moment on. While a run lasts, what comes in
    /// can only make it last longer; while too few cells can be fresh, nothing can begin: neither needs a closer look.
    /// </summary>
    private void Step(TimeRange window, long addedUs, long toUs)
    {
        var last = _runs[^1];
        if (last.FromUs > addedUs || last.ToUs < _atUs)
        {
            See(window, addedUs, toUs);
            var freshFromUs = addedUs - _intervalUs;
            if (freshFromUs < _knownFromUs || SeenSince(window, freshFromUs) >= _demand.Cells)
                SweepOn(window, addedUs - 1, toUs);
            _atUs = toUs;
            return;
        }

        See(window, addedUs, Math.Min(last.ToUs, toUs));
        for (var round = 0; last.ToUs < toUs && round < MostRounds; round++)
        {
            var onUs = FreshUntil(window);
            if (onUs == last.ToUs)
            {
                See(window, onUs, toUs);
                if (SeenSince(window, onUs + 1 - _intervalUs) >= _demand.Cells)
                    SweepOn(window, onUs, toUs);
                _atUs = toUs;
                return;
            }

            See(window, last.ToUs, Math.Min(onUs, toUs));
            _runs[^1] = last = last with { ToUs = onUs };
        }

        if (last.ToUs < toUs)
            SweepOn(window, last.ToUs, toUs);
        else
            _runs[^1] = last with { ToUs = FreshUntil(window) };
        _atUs = toUs;
    }

    private void SweepOn(TimeRange window, long fromUs, long toUs)
    {
        Sweep(window, fromUs, toUs, State(window));
        (_atUs, _isUnseen) = (toUs, false);
        _knownFromUs = fromUs > window.StartUs ? fromUs - _intervalUs : long.MinValue;
    }

    /// <summary>
    /// Puts the runs as they now are in the place of those that reach beyond a moment of a duty window.
    /// </summary>
    private void Sweep(TimeRange window, long fromUs, long toUs, FreshCells state)
    {
        fromUs = Math.Max(fromUs, window.StartUs);
        var first = _runs.FindIndex(run => run.FromUs >= window.StartUs && run.ToUs >= fromUs);
        first = first < 0 ? _runs.Count : first;
        var end = first;
        while (end < _runs.Count && _runs[end].FromUs < window.EndUs)
            end++;
        long? begunUs = first < end && _runs[first].FromUs <= fromUs ? _runs[first].FromUs : null;
        _swept.Clear();
        _sightings.Clear();
        log.Read(cells.Value, Math.Max(window.StartUs, fromUs - _intervalUs), toUs, _sightings);
        _sweep ??= new CoverSweep(Demand());
        _sweep.Run(_sightings, window.StartUs, fromUs, begunUs, toUs, state, _swept);
        _runs.RemoveRange(first, end - first);
        _runs.InsertRange(first, _swept);
    }

    /// <summary>Takes in what was seen in a closed span.</summary>
    private void See(TimeRange window, long fromUs, long toUs)
    {
        if (!log.Meets(fromUs, toUs))
            return;
        var state = State(window);
        _sightings.Clear();
        log.Read(cells.Value, fromUs, toUs, _sightings);
        state.See(_sightings, toUs);
        _isUnseen = false;
    }

    /// <summary>Until nobody comes near a place in a duty window, its cells need not even be known.</summary>
    private FreshCells State(TimeRange window)
    {
        _state ??= new FreshCells(cells.Value.Count);
        if (_isUnseen)
            _state.Begin(window.StartUs);
        Demand();
        return _state;
    }

    private CoverDemand Demand() =>
        _demand.Cells > 0 ? _demand : _demand = CoverDemand.Of(rule.MinFraction, rule.Interval, cells.Value.Count);

    private int SeenSince(TimeRange window, long us) =>
        !_isUnseen ? _state!.SeenSince(us) : us <= window.StartUs ? int.MaxValue : -1;

    private long FreshUntil(TimeRange window) =>
        (_isUnseen ? window.StartUs : _state!.SeenBy(_demand.Cells)) + _intervalUs;

    /// <summary>The window that holds a moment, or the next one.</summary>
    private TimeRange? FirstWindow(long us) => InForce(rule.Duty.WindowAt(us) ?? rule.Duty.NextWindow(us));

    private TimeRange? Next(TimeRange window) => InForce(rule.Duty.NextWindow(window.StartUs));

    private TimeRange? InForce(TimeRange? window) =>
        window is { } w ? w with { StartUs = Math.Max(w.StartUs, inForceUs) } : null;
}
