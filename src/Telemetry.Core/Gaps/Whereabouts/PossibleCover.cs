using System.Collections.Immutable;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Asks of a gap whether enough cells could have been fresh in its time, with all that the unseen could have seen: each
/// cell whenever it can have been within reach of one of them.
/// </summary>
/// <param name="forgottenUs">What was seen before is not remembered for certain.</param>
internal sealed class PossibleCover(CoverWatch watch, Gap gap, Unseen unseen, long forgottenUs)
{
    private readonly TimeRange _span = new(gap.IdleFromUs, gap.EndUs);
    private readonly long _knownUs = Math.Min(gap.EndUs, unseen.WatermarkUs);
    private readonly List<Chance> _chances = [];
    private readonly Dictionary<double, PlaceDistance> _grounds = [];

    /// <summary>The devices that leave the gap unverified, and when the clock alone may add another.</summary>
    public (ImmutableArray<string> Suspects, long RecheckUs) Judge()
    {
        foreach (var unwatched in unseen.Near(Reach.Of(watch.Place.Shape), _span, gap.OpenUs))
            AddChances(unwatched);
        if (_chances.Count == 0)
            return (ImmutableArray<string>.Empty, long.MaxValue);

        var seen = new List<Sighting>();
        watch.Log.Read(watch.Cells, gap.IdleFromUs, _knownUs, seen);
        seen.RemoveAll(sighting => sighting.FirstUs >= _knownUs);
        var recheckUs = RecheckUs(seen);
        var runs = Runs(seen);
        var suspects = _chances
            .Where(chance => chance.Stay.FromUs < _knownUs && runs.Exists(run => IsFresh(chance.Stay, run)))
            .GroupBy(chance => chance.Stay.DeviceId, chance => chance.Stay.FromUs)
            .OrderBy(device => device.Min()).ThenBy(device => device.Key, StringComparer.Ordinal)
            .Select(device => device.Key).Take(Limits.DevicesNamedPerGap);
        return ([.. suspects], recheckUs);
    }

    private bool IsFresh(in PossiblePresence stay, CoverRun run) =>
        stay.FromUs <= run.ToUs && Math.Min(stay.UntilUs, _knownUs) + watch.Demand.IntervalUs >= run.FromUs;

    /// <summary>Asks cell by cell only of those that can have come near any of them.</summary>
    private void AddChances(Unwatched unwatched)
    {
        var reachM = unseen.ReachM(unwatched.Device, gap.OpenUs);
        if (!_grounds.TryGetValue(reachM, out var ground))
            _grounds.Add(reachM, ground = new PlaceDistance(watch.Plane.Circle(reachM)));
        if (StaysOf(unwatched, ground).Count == 0)
            return;
        for (var cell = 0; cell < watch.Cells.Count; cell++)
        {
            var center = watch.Cells.ToPoint(watch.Cells.Center(cell));
            foreach (var stay in StaysOf(unwatched, new PlaceDistance(new PlaceShape.Disc(center, reachM))))
                _chances.Add(new Chance(cell, stay));
        }
    }

    private List<PossiblePresence> StaysOf(Unwatched unwatched, PlaceDistance ground) =>
        unseen.At(ground, unwatched, watch.Rule, _span, gap.OpenUs, gap.OpenUs);

    /// <summary>
    /// When enough cells could have been fresh between the gap's opening and its end. What was seen before its idleness
    /// began is stale by then, as if all had been seen just when it began.
    /// </summary>
    private List<CoverRun> Runs(List<Sighting> seen)
    {
        var fromUs = gap.OpenUs + 1;
        var toUs = Math.Max(fromUs, _knownUs - 1);
        if (gap.OpenUs < forgottenUs)
            return [new CoverRun(long.MinValue, long.MaxValue)];
        foreach (var chance in _chances)
        {
            if (chance.Stay.FromUs < _knownUs)
                seen.Add(new Sighting(chance.Cell, chance.Stay.FromUs, chance.Stay.UntilUs));
        }

        for (var i = 0; i < seen.Count; i++)
            seen[i] = seen[i] with { LastUs = Math.Min(seen[i].LastUs, _knownUs) };
        var runs = new List<CoverRun>();
        var state = new FreshCells(watch.Cells.Count);
        new CoverSweep(watch.Demand).Run(seen, gap.IdleFromUs, fromUs, null, toUs, state, runs);
        return runs;
    }

    /// <summary>No sooner than so many cells can have been seen at all.</summary>
    private long RecheckUs(List<Sighting> seen)
    {
        if (_chances.Exists(chance => chance.Stay.IsPending))
            return unseen.WatermarkUs + 1;
        var firstUs = new long[watch.Cells.Count];
        Array.Fill(firstUs, long.MaxValue);
        var laterUs = long.MaxValue;
        foreach (var chance in _chances)
        {
            firstUs[chance.Cell] = Math.Min(firstUs[chance.Cell], chance.Stay.FromUs);
            if (chance.Stay.FromUs >= _knownUs)
                laterUs = Math.Min(laterUs, chance.Stay.FromUs);
        }

        foreach (var sighting in seen)
            firstUs[sighting.Cell] = long.MinValue;
        Array.Sort(firstUs);
        var enoughUs = Math.Max(laterUs, firstUs[watch.Demand.Cells - 1]);
        return enoughUs == long.MaxValue ? enoughUs : enoughUs + 1;
    }

    /// <summary>A cell that somebody unseen can have seen.</summary>
    private readonly record struct Chance(int Cell, PossiblePresence Stay);
}
