using CsCheck;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Geo;

namespace Telemetry.Core.Tests.Cover;

/// <summary>The step-by-step tally against counting fresh cells at every moment at which that can change.</summary>
public sealed class CoverTallyTests
{
    private const double SideM = 60;

    private static readonly int Cases = Math.Min(
        5000, int.Parse(Environment.GetEnvironmentVariable("PATROL_ORACLE_CASES") ?? "300"));

    private static readonly long StartUs = TimeUs.From(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    private static readonly DutySchedule Windows = new(
        "Etc/UTC",
        [
            new DutyWindow([], new TimeOnly(0, 2), new TimeOnly(0, 20)),
            new DutyWindow([], new TimeOnly(0, 21), new TimeOnly(0, 40)),
        ]);

    [Fact]
    public void Advance_ReportsInOrder_RunsEqualCounting() =>
        Gen.Select(Rules, Tracks, Gen.Int[1, 400]).Sample((rule, tracks, stepSeconds) =>
        {
            var world = new Watched(rule);
            var legs = new Queue<Leg>(tracks.SelectMany(Legs).OrderBy(leg => leg.To.TimeUs));
            for (var seconds = 0; seconds < 3600; seconds += stepSeconds)
            {
                while (legs.TryPeek(out var leg) && leg.To.TimeUs <= At(seconds))
                    world.Lay(legs.Dequeue());
                world.AssertAgrees(At(seconds));
            }
        }, iter: Cases);

    [Fact]
    public void Advance_LegsLateAndAheadOfTheClock_RunsEqualCounting() =>
        Gen.Select(Rules, Tracks, Gen.Int[1, 400], Gen.Int[0, 1_000_000]).Sample((rule, tracks, stepSeconds, seed) =>
        {
            var random = new Random(seed);
            var world = new Watched(rule);
            var legs = new Queue<Leg>(tracks.SelectMany(Legs).OrderBy(
                leg => leg.To.TimeUs + (random.Next(4) == 0 ? random.Next(-60, 1800) * TimeUs.PerSecond : 0)));
            for (var seconds = 0; seconds < 4800; seconds += stepSeconds)
            {
                for (var n = legs.Count * stepSeconds / (4800 - seconds); n > 0 && legs.Count > 0; n--)
                    world.Lay(legs.Dequeue());
                world.AssertAgrees(At(seconds));
            }
        }, iter: Cases);

    [Fact]
    public void Advance_StretchesLaidAgainOtherwise_RunsEqualCounting() =>
        Gen.Select(Rules, Tracks, Tracks, Gen.Int[1, 400], Gen.Int[0, 1_000_000]).Sample(
            (rule, tracks, others, stepSeconds, seed) =>
            {
                var random = new Random(seed);
                var world = new Watched(rule);
                var legs = new Queue<Leg>(tracks.SelectMany(Legs).OrderBy(leg => leg.To.TimeUs));
                for (var seconds = 0; seconds < 3600; seconds += stepSeconds)
                {
                    while (legs.TryPeek(out var leg) && leg.To.TimeUs <= At(seconds))
                        world.Lay(legs.Dequeue());
                    if (random.Next(4) == 0)
                    {
                        var device = random.Next(tracks.Length);
                        var fromUs = At(random.Next(seconds + 1));
                        var toUs = fromUs + (random.Next(600) * TimeUs.PerSecond);
                        var other = others[random.Next(others.Length)];
                        world.LayAgain(device, new TimeRange(fromUs, toUs), [.. Legs(other, device)
                            .Where(leg => leg.From.TimeUs >= fromUs && leg.To.TimeUs <= toUs)]);
                    }

                    world.AssertAgrees(At(seconds));
                }
            }, iter: Cases);

    [Fact]
    public void Advance_OldIsForgotten_LaterRunsEqualCounting() =>
        Gen.Select(Rules, Tracks, Gen.Int[1, 400]).Sample((rule, tracks, stepSeconds) =>
        {
            var world = new Watched(rule);
            var legs = new Queue<Leg>(tracks.SelectMany(Legs).OrderBy(leg => leg.To.TimeUs));
            for (var seconds = 0; seconds < 3600; seconds += stepSeconds)
            {
                while (legs.TryPeek(out var leg) && leg.To.TimeUs <= At(seconds))
                    world.Lay(legs.Dequeue());
                world.AssertAgrees(At(seconds));
                world.Forget(At(seconds - 700));
            }
        }, iter: Cases);

    /// <summary>From a fix to a silence nothing is seen, and the silence itself adds no sighting.</summary>
    [Fact]
    public void Advance_NobodyComes_OneRunFromTheWindowsStart()
    {
        var rule = new CoverRule("cover", 0.5, TimeSpan.FromMinutes(5), 10, DeviceKinds.Any, Windows);
        var world = new Watched(rule);
        world.Watch.Tally.Advance(At(1500), long.MinValue);
        Assert.Equal([new(At(120), At(420)), new(At(1260), At(1560))], world.Watch.Tally.Runs);
    }

    private static Gen<CoverRule> Rules =>
        from fraction in Gen.OneOf(0.05, 0.3, 0.5, 0.8, 1.0)
        from seconds in Gen.OneOf(20, 60, 300, 900)
        from cellM in Gen.OneOf(10.0, 20.0, 60.0)
        from duty in Gen.OneOf(DutySchedule.Always, Windows)
        select new CoverRule("cover", fraction, TimeSpan.FromSeconds(seconds), cellM, DeviceKinds.Any, duty);

    private readonly record struct Spot(long TimeUs, Vec At);

    private sealed record Leg(int Device, Spot From, Spot To, double ReachM);

    /// <summary>A walk around the place with pauses; where a wait is long there is a silence.</summary>
    private static Gen<Spot[][]> Tracks => Gen.Select(
        Gen.Int[1, 40], Gen.Int[0, 9], Grid.Plane(SideM * 1.4)).Array[0, 60].Select(moves =>
        {
            var fixes = new List<Spot>();
            double seconds = 0;
            foreach (var (wait, whim, to) in moves)
            {
                seconds += whim == 0 ? wait * 20 : wait + (whim / 10.0);
                var at = whim is > 0 and < 4 && fixes.Count > 0
                    ? fixes[^1].At
                    : new Vec(to.X - (SideM * 0.7), to.Y - (SideM * 0.7));
                fixes.Add(new Spot(At(seconds), at));
            }

            return fixes.ToArray();
        }).Array[1, 3];

    private static IEnumerable<Leg> Legs(Spot[] track, int device) => track.Zip(track.Skip(1))
        .Where(pair => pair.Second.TimeUs - pair.First.TimeUs <= 60 * TimeUs.PerSecond)
        .Select(pair => new Leg(device, pair.First, pair.Second, 5 + (5 * device)));

    private static long At(double seconds) => StartUs + (long)(seconds * TimeUs.PerSecond);

    private sealed class Watched
    {
        private readonly List<Leg> _legs = [];
        private readonly Dictionary<int, Trail> _devices = [];
        private readonly CoverRule _rule;
        private readonly PlaceCells _cells;
        private long _forgottenUs = long.MinValue;

        public Watched(CoverRule rule)
        {
            var place = Shapes.Zone(((PlaceShape.Area)Ground.Square(121.5, 31.2, SideM)).Geometry);
            _rule = rule;
            _cells = PlaceCells.Of(place.Shape, rule.CellM);
            Watch = new CoverWatch(0, place, rule, StartUs);
        }

        public CoverWatch Watch { get; }

        /// <summary>A device is at one place at a time: what does not go with its other legs is left out.</summary>
        public void Lay(Leg leg)
        {
            if (_legs.Exists(other => other.Device == leg.Device && !GoTogether(other, leg)))
                return;
            _legs.Add(leg);
            var (from, to) = (_cells.ToPoint(leg.From.At), _cells.ToPoint(leg.To.At));
            TrailOf(leg.Device).Add(leg.From.TimeUs, from, leg.To.TimeUs, to, null);
            TrailOf(leg.Device).AddPass(Watch, leg.From.TimeUs, leg.To.TimeUs, leg.ReachM);
            Watch.NoteAdded(leg.From.TimeUs, leg.To.TimeUs);
        }

        private static bool GoTogether(Leg a, Leg b) =>
            a.To.TimeUs <= b.From.TimeUs && (a.To.TimeUs < b.From.TimeUs || a.To == b.From)
            || (b.To.TimeUs <= a.From.TimeUs && (b.To.TimeUs < a.From.TimeUs || b.To == a.From));

        public void LayAgain(int device, TimeRange span, List<Leg> now)
        {
            var taken = new List<CoverLeg>();
            TrailOf(device).TakeBack(span, taken);
            foreach (var leg in taken)
                Watch.NoteRemoved(leg.Seen.StartUs, leg.Seen.EndUs);
            var gone = _legs.RemoveAll(leg => leg.Device == device
                && leg.From.TimeUs >= span.StartUs && leg.To.TimeUs <= span.EndUs);
            Assert.Equal(gone, taken.Count);
            now.ForEach(Lay);
        }

        public void Forget(long beforeUs)
        {
            _forgottenUs = beforeUs;
            Watch.Tally.Forget(beforeUs);
            foreach (var trail in _devices.Values)
                trail.Forget(beforeUs);
        }

        public void AssertAgrees(long watermarkUs)
        {
            Watch.Tally.Advance(watermarkUs, long.MinValue);
            var expected = Expected(watermarkUs).Where(run => run.ToUs >= _forgottenUs);
            Assert.Equal(Text(expected), Text(Watch.Tally.Runs.Where(run => run.ToUs >= _forgottenUs)));
        }

        private static string Text(IEnumerable<CoverRun> runs) =>
            string.Join(" ", runs.Select(run => $"{(run.FromUs - StartUs) / 1e6}-{(run.ToUs - StartUs) / 1e6}"));

        private Trail TrailOf(int device) =>
            _devices.TryGetValue(device, out var trail) ? trail : _devices[device] = new Trail();

        private IEnumerable<CoverRun> Expected(long watermarkUs)
        {
            var duty = _rule.Duty.WindowsBetween(new TimeRange(StartUs, watermarkUs + 1));
            return duty.Select(w => w with { StartUs = Math.Max(w.StartUs, StartUs) })
                .SelectMany(window => Runs(window.StartUs, Math.Min(window.EndUs, watermarkUs)));
        }

        /// <summary>Whether enough cells are fresh, asked at every moment at which the answer can change.</summary>
        private IEnumerable<CoverRun> Runs(long windowUs, long endUs)
        {
            var intervalUs = TimeUs.Of(_rule.Interval);
            var seen = Sightings().Where(s => s.FirstUs <= endUs && s.LastUs >= windowUs)
                .Select(s => s with { FirstUs = Math.Max(s.FirstUs, windowUs), LastUs = Math.Min(s.LastUs, endUs) })
                .Concat(Enumerable.Range(0, _cells.Count).Select(cell => new Sighting(cell, windowUs, windowUs)))
                .ToLookup(s => s.Cell);
            var turns = seen.SelectMany(cell => cell)
                .SelectMany(s => new[] { s.FirstUs, s.LastUs + intervalUs, s.LastUs + intervalUs + 1 })
                .Distinct().Order();
            long? sinceUs = null;
            var lastUs = windowUs;
            foreach (var us in turns)
            {
                var fresh = seen.Count(cell => cell.Any(s => s.FirstUs <= us && s.LastUs + intervalUs >= us));
                var isEnough = fresh >= (_rule.MinFraction * _cells.Count) - 1e-9;
                if (isEnough)
                    sinceUs ??= us;
                else if (sinceUs is { } fromUs)
                {
                    yield return new CoverRun(fromUs, lastUs);
                    sinceUs = null;
                }

                lastUs = us;
            }
        }

        private IEnumerable<Sighting> Sightings()
        {
            var sights = new CellSights();
            foreach (var leg in _legs)
            {
                // By way of degrees, as the engine has them: metres come back with other last digits.
                var (from, to) = (_cells.ToPoint(leg.From.At), _cells.ToPoint(leg.To.At));
                _cells.Sight(_cells.ToMeters(from), _cells.ToMeters(to), leg.ReachM, sights);
                var lengthUs = leg.To.TimeUs - leg.From.TimeUs;
                foreach (var sight in sights.Span.ToArray())
                {
                    yield return new Sighting(
                        sight.Cell, sight.FirstUs(leg.From.TimeUs, lengthUs), sight.LastUs(leg.From.TimeUs, lengthUs));
                }
            }
        }
    }
}
