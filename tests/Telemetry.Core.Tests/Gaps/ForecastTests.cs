using System.Collections.Immutable;
using CsCheck;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>What an engine foresees is what it then finds.</summary>
public sealed class ForecastTests
{
    private const string ExerciseId = "drill";

    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("PATROL_ORACLE_CASES") ?? "700");

    [Fact]
    public void Forecast_NothingMoreComesIn_TheseGapsOpenExactlyThen() =>
        Scenes.Sample(
            (plan, second, tracks, step, seed) =>
            {
                var random = new Random(seed);
                var harness = new EngineHarness(ExerciseId);
                Play(harness, plan, second, tracks, step, random);
                var nowUs = harness.WatermarkUs;
                var horizonUs = nowUs + (random.Next(60, 26 * 3600) * TimeUs.PerSecond);

                var foreseen = harness.Forecast(horizonUs);
                var opened = new Dictionary<Key, long>();
                foreach (var us in foreseen.Select(forecast => forecast.BreachUs).Append(horizonUs).Distinct())
                {
                    // Up to a moment before nobody is told of what opens only then.
                    Note(opened, nowUs, harness.Advance(us - 1));
                    Assert.DoesNotContain(opened.Values, openUs => openUs >= us);
                    Note(opened, nowUs, harness.Advance(us));
                }

                Assert.Equal(
                    Lines(foreseen.Select(f => (Key.Of(f), f.BreachUs))),
                    Lines(opened.Select(o => (o.Key, o.Value))));
            },
            iter: Cases, threads: 2, print: _ => "see the seed");

    [Fact]
    public void Forecast_AskedAtEveryStep_ChangesNoGap() =>
        Scenes.Sample(
            (plan, second, tracks, step, seed) =>
            {
                var (asked, alone) = (new EngineHarness(ExerciseId), new EngineHarness(ExerciseId));
                Play(asked, plan, second, tracks, step, new Random(seed), harness =>
                    harness.Forecast(harness.WatermarkUs + (seed % 7200 * TimeUs.PerSecond)));
                Play(alone, plan, second, tracks, step, new Random(seed));

                Assert.Equal(alone.Gaps.OrderBy(gap => gap.Id), asked.Gaps.OrderBy(gap => gap.Id));
            },
            iter: Cases / 4, threads: 2, print: _ => "see the seed");

    [Fact]
    public void Forecast_OfAPlaceWhereSomebodyStands_IsHeld()
    {
        var harness = Post(new OverdueRule(
            "overdue", TimeSpan.FromMinutes(10), new VisitDemand(TimeSpan.Zero, TimeSpan.Zero), DeviceKinds.Any,
            DutySchedule.Always));
        Stand(harness, latitudeDeg: 0, 0, 100);
        harness.Advance(World.At(110));

        var there = Assert.Single(harness.Forecast(World.At(3600)));
        Stand(harness, latitudeDeg: 1e-3, 120, 130);
        harness.Advance(World.At(140));
        var gone = Assert.Single(harness.Forecast(World.At(3600)));

        Assert.Equal((World.At(100), World.At(700), true), (there.IdleFromUs, there.BreachUs, there.IsHeld));
        Assert.InRange(gone.BreachUs, World.At(701), World.At(719));
        Assert.False(gone.IsHeld);
    }

    [Fact]
    public void Forecast_OfAPlaceWhereADeviceFellSilent_IsNotHeld()
    {
        var harness = Post(new StrengthRule(
            "strength", 1, TimeSpan.FromMinutes(10), DeviceKinds.Any, DutySchedule.Always));
        Stand(harness, latitudeDeg: 0, 0, 100);
        harness.Advance(World.At(110));
        var reporting = Assert.Single(harness.Forecast(World.At(3600)));
        harness.Advance(World.At(161));
        var silent = Assert.Single(harness.Forecast(World.At(3600)));

        Assert.Equal((World.At(700), true), (reporting.BreachUs, reporting.IsHeld));
        Assert.Equal((World.At(700), false), (silent.BreachUs, silent.IsHeld));
    }

    [Fact]
    public void Forecast_OfARuleBrokenNow_IsOfItsNextDuty()
    {
        var harness = Post(new OverdueRule(
            "overdue", TimeSpan.FromMinutes(10), new VisitDemand(TimeSpan.Zero, TimeSpan.Zero), DeviceKinds.Any,
            World.Morning));
        harness.Advance(World.At(20 * 60));

        Assert.Empty(harness.Forecast(World.At(50 * 60)));
        Assert.Equal(World.At(62 * 60), Assert.Single(harness.Forecast(World.At(90 * 60))).BreachUs);
    }

    [Fact]
    public void Advance_NoGraceAndADeviceAheadOfTheClock_OpensNothing()
    {
        var harness = Post(new StrengthRule("strength", 1, TimeSpan.Zero, DeviceKinds.Any, DutySchedule.Always));
        Stand(harness, latitudeDeg: 0, 0, 100);

        Assert.Empty(harness.Advance(World.At(55)));
        Assert.Equal(World.At(100), Assert.Single(harness.Forecast(World.At(3600))).BreachUs);
    }

    private static Gen<(Plan, Plan, Dictionary<string, List<Report>>, int, int)> Scenes =>
        Gen.Select(World.Plans, World.Plans, World.Tracks, Gen.Int[60, 900], Gen.Int[0, 1_000_000]);

    private readonly record struct Key(GapKind Kind, string Subject, string Rule, int PlanVersion)
    {
        public static Key Of(GapForecast forecast) =>
            new(forecast.Kind, forecast.SubjectId, forecast.RuleId, forecast.PlanVersion);

        public static Key Of(Gap gap) => new(gap.Kind, gap.SubjectId, gap.RuleId, gap.PlanVersion);
    }

    /// <summary>Up to a moment within the tracks, with late reports, a new plan, devices ahead of the clock.</summary>
    private static void Play(
        EngineHarness harness, Plan plan, Plan second, Dictionary<string, List<Report>> tracks, int stepSeconds,
        Random random, Action<EngineHarness>? afterStep = null)
    {
        var untilSeconds = random.Next(World.MinutesLong * 60);
        var secondAt = random.Next(2) == 0 ? random.Next(untilSeconds + 1) : int.MaxValue;
        var aheadSeconds = random.Next(2) == 0 ? 2 : random.Next(600);
        var arrivals = tracks.SelectMany(track => track.Value.Select(report => (
                AtSeconds: ((report.FixTimeUs - World.StartUs) / 1e6) + (random.Next(3) == 0 ? random.Next(3000) : 0),
                DeviceId: track.Key, Report: report)))
            .OrderBy(arrival => arrival.AtSeconds);
        var waiting = new Queue<(double AtSeconds, string DeviceId, Report Report)>(arrivals);
        harness.Apply(plan, World.At(0));
        for (var seconds = 0; seconds <= untilSeconds; seconds += stepSeconds)
        {
            while (waiting.TryPeek(out var arrival) && arrival.AtSeconds <= seconds + aheadSeconds)
                harness.Add(arrival.DeviceId, waiting.Dequeue().Report);
            if (secondAt <= seconds)
            {
                // As a server does: a plan takes effect by the clock, ahead of the watermark.
                harness.Apply(second, World.At(seconds + 5));
                secondAt = int.MaxValue;
            }

            harness.Advance(World.At(seconds));
            afterStep?.Invoke(harness);
        }
    }

    private static void Note(Dictionary<Key, long> opened, long afterUs, IReadOnlyList<GapRevision> revisions)
    {
        foreach (var gap in revisions.Where(revision => !revision.IsRetracted).Select(revision => revision.Gap))
        {
            if (gap.OpenUs > afterUs && gap.OpenUs < opened.GetValueOrDefault(Key.Of(gap), long.MaxValue))
                opened[Key.Of(gap)] = gap.OpenUs;
        }
    }

    private static string Lines(IEnumerable<(Key Key, long Us)> gaps) => string.Join('\n', gaps
        .Select(gap => $"{(gap.Us - World.StartUs) / 1e6,12} {gap.Key.Kind} {gap.Key.Subject} {gap.Key.Rule}"
            + $" v{gap.Key.PlanVersion}")
        .Order(StringComparer.Ordinal));

    private static EngineHarness Post(PlaceRule rule)
    {
        var harness = new EngineHarness(ExerciseId);
        var place = new Place(
            "p", "p", PlaceKind.Post, new PlaceShape.Disc(new GeoPoint(0, 0), 30), null, 1, [rule], "p");
        harness.Apply(
            new Plan(
                "one", [place], [], ImmutableDictionary<string, RosterEntry>.Empty,
                ImmutableDictionary<DeviceKind, KindSettings>.Empty),
            World.At(0));
        return harness;
    }

    private static void Stand(EngineHarness harness, double latitudeDeg, int fromSeconds, int toSeconds)
    {
        for (var seconds = fromSeconds; seconds <= toSeconds; seconds += 10)
            harness.Add("b1", new Report { FixTimeUs = World.At(seconds), Position = new GeoPoint(latitudeDeg, 0) });
    }
}
