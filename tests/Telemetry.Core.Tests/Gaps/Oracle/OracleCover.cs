using Telemetry.Core.Cover;
using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>
/// How much of a place was seen: every leg against every cell, counted anew at every moment at which a cell can become
/// fresh or stale.
/// </summary>
internal sealed class OracleCover(OracleTracks world, RuleSpan span, long watermarkUs)
{
    private readonly CoverRule _rule = (CoverRule)span.Rule;
    private readonly PlaceCells _cells = PlaceCells.Of(span.Place.Shape, ((CoverRule)span.Rule).CellM);
    private readonly long _intervalUs = TimeUs.Of(((CoverRule)span.Rule).Interval);
    private List<Sighting>? _seen;

    public IEnumerable<GapTimes> Gaps()
    {
        foreach (var window in _rule.Duty.WindowsBetween(span.InForce))
        {
            var duty = window.Intersect(span.InForce);
            if (duty.StartUs > watermarkUs)
                break;
            var untilUs = Math.Min(duty.EndUs, watermarkUs);
            var opens = new List<(long OpenUs, long? CloseUs)>();
            foreach (var (isEnough, us) in Enough(_seen ??= [.. Seen()], duty.StartUs, duty.StartUs, untilUs))
            {
                if (!isEnough)
                    opens.Add((us, null));
                else if (opens.Count > 0 && opens[^1].CloseUs is null && us < duty.EndUs)
                    opens[^1] = opens[^1] with { CloseUs = us };
            }

            foreach (var (openUs, closeUs) in opens.Where(open => open.OpenUs < duty.EndUs))
            {
                var isOver = closeUs is null && duty.EndUs <= watermarkUs;
                var reason = duty.EndUs < window.EndUs ? CloseReason.PlanChanged : CloseReason.DutyEnded;
                yield return new GapTimes(
                    openUs - _intervalUs, openUs,
                    closeUs is { } us ? new GapClose(us, CloseReason.Covered)
                        : isOver ? new GapClose(duty.EndUs, reason) : null);
            }
        }
    }

    /// <summary>Those who could have seen so much that the gap would have been none for a while.</summary>
    public IEnumerable<string> Suspects(Gap gap, OracleUnseen unseen)
    {
        var knownUs = Math.Min(gap.EndUs, watermarkUs);
        var kinds = world.VersionAt(gap.OpenUs)!.Plan.Roster.Values.Select(entry => entry.Kind)
            .Concat(world.Tracks.Values.SelectMany(track => track).Select(fix => fix.Kind)).Distinct().ToList();
        var possible = Enumerable.Range(0, _cells.Count)
            .SelectMany(cell => kinds.SelectMany(kind => Possible(gap, unseen, cell, kind)))
            .Where(chance => chance.Stay.StartUs < knownUs)
            .Select(chance => chance with { Stay = chance.Stay with { EndUs = Math.Min(chance.Stay.EndUs, knownUs) } })
            .ToList();
        if (possible.Count == 0)
            return [];
        var sightings = (_seen ??= [.. Seen()]).Where(sighting => sighting.FirstUs < knownUs)
            .Concat(possible.Select(chance => new Sighting(chance.Cell, chance.Stay.StartUs, chance.Stay.EndUs)))
            .Select(sighting => sighting with { LastUs = Math.Min(sighting.LastUs, knownUs) }).ToList();
        var fromUs = gap.OpenUs + 1;
        var toUs = Math.Max(fromUs, knownUs - 1);
        var turns = Enough(sightings, long.MinValue, fromUs, toUs)
            .Append((IsEnough: false, Us: long.MaxValue)).ToList();
        var runs = turns.Zip(turns.Skip(1)).Where(pair => pair.First.IsEnough)
            .Select(pair => new TimeRange(pair.First.Us, pair.Second.Us)).ToList();
        return possible
            .Where(chance => runs.Exists(run =>
                chance.Stay.StartUs <= run.EndUs && chance.Stay.EndUs + _intervalUs >= run.StartUs))
            .GroupBy(chance => chance.Stay.DeviceId, chance => chance.Stay.StartUs)
            .OrderBy(device => device.Min()).ThenBy(device => device.Key, StringComparer.Ordinal)
            .Select(device => device.Key);
    }

    private IEnumerable<(int Cell, Stay Stay)> Possible(Gap gap, OracleUnseen unseen, int cell, DeviceKind kind)
    {
        var reachM = world.VersionAt(gap.OpenUs)!.Plan.SettingsOf(kind).ReachM;
        if (kind == DeviceKind.Drone)
            reachM = Math.Max(reachM, Footprint.FarthestM);
        var around = new PlaceShape.Disc(_cells.ToPoint(_cells.Center(cell)), reachM);
        return unseen.At(span.Place with { Shape = around }, _rule, gap, new TimeRange(gap.IdleFromUs, gap.EndUs))
            .Where(stay => stay.Kind == kind).Select(stay => (cell, stay));
    }

    /// <summary>Every change from enough cells to too few and back, from a moment on, beginning with what holds then;
    /// a change to too few is told at the last moment at which they were enough.</summary>
    private IEnumerable<(bool IsEnough, long Us)> Enough(List<Sighting> seen, long windowUs, long fromUs, long toUs)
    {
        var cells = Enumerable.Range(0, _cells.Count).Select(_ => new List<Sighting>()).ToList();
        foreach (var sighting in seen.Where(s => s.FirstUs <= toUs && s.LastUs >= windowUs))
            cells[sighting.Cell].Add(sighting with { LastUs = Math.Min(sighting.LastUs, toUs) });
        if (windowUs > long.MinValue)
            cells.ForEach(cell => cell.Add(new Sighting(0, windowUs, windowUs)));
        var turns = cells.SelectMany(cell => cell)
            .SelectMany(s => new[] { s.FirstUs, s.LastUs + _intervalUs + 1 })
            .Append(fromUs).Where(us => us >= fromUs && us <= toUs + 1).Distinct().Order();
        bool? before = null;
        foreach (var us in turns)
        {
            var fresh = cells.Count(cell => cell.Exists(s => s.FirstUs <= us && s.LastUs + _intervalUs >= us));
            var isEnough = fresh >= (_rule.MinFraction * _cells.Count) - 1e-9;
            if (isEnough != before)
                yield return (isEnough, isEnough ? us : us - 1);
            before = isEnough;
        }
    }

    private IEnumerable<Sighting> Seen()
    {
        var sights = new CellSights();
        foreach (var (from, to) in world.Tracks.Values.SelectMany(OracleTracks.Pairs)
            .Where(pair => world.IsLeg(pair.From, pair.To) && _rule.Accepts(pair.From.Kind)))
        {
            foreach (var version in world.Versions)
            {
                var piece = world.InForce(version.Version - 1).Intersect(span.InForce)
                    .Intersect(new TimeRange(from.TimeUs, to.TimeUs));
                if (piece.IsEmpty)
                    continue;
                var (startUs, endUs) = OracleHeights.Cut(span.Place, from, to, piece.StartUs, piece.EndUs);
                if (startUs >= endUs)
                    continue;
                Sight(from, to, piece, version.Plan.SettingsOf(from.Kind).ReachM, sights);
                foreach (var sight in sights.Span.ToArray())
                {
                    var firstUs = Math.Max(startUs, sight.FirstUs(piece.StartUs, piece.EndUs - piece.StartUs));
                    var lastUs = Math.Min(endUs, sight.LastUs(piece.StartUs, piece.EndUs - piece.StartUs));
                    if (firstUs <= lastUs)
                        yield return new Sighting(sight.Cell, firstUs, lastUs);
                }
            }
        }
    }

    private void Sight(Fix from, Fix to, TimeRange piece, double reachM, CellSights sights)
    {
        sights.Clear();
        var a = _cells.ToMeters(OracleTracks.Along(from, to, piece.StartUs));
        var b = _cells.ToMeters(OracleTracks.Along(from, to, piece.EndUs));
        var drones = span.Place.Drones;
        var isDrone = from.Kind == DeviceKind.Drone;
        if (isDrone && Footprint.Of(from.Camera, from.HeightM) is { } footprint)
            _cells.Sight(footprint.MovedBy(a), b - a, sights);
        else if (!isDrone || drones.Mode == DroneMode.Flight)
            _cells.Sight(a, b, reachM, sights);
    }
}
