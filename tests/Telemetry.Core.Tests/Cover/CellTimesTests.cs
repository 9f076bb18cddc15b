using System.Collections.Immutable;
using CsCheck;
using Telemetry.Core.Cover;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Gaps;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Cover;

public sealed class CellTimesTests
{
    private const double X = 121.5;
    private const double Y = 31.2;

    private static readonly int Cases = Math.Min(
        5000, int.Parse(Environment.GetEnvironmentVariable("PATROL_ORACLE_CASES") ?? "300"));

    private static readonly Place Square = new(
        "z", "Square", PlaceKind.Zone, Ground.Square(X, Y, 100), null, 1, [], "");

    private static readonly CoverRule Rule = new(
        "cover", 0.5, TimeSpan.FromMinutes(10), 20, DeviceKinds.Any, DutySchedule.Always);

    /// <summary>The fraction fresh by when cells were last seen is the one that the monitor judges by.</summary>
    [Fact]
    public void FractionFresh_AnyWorld_IsTheMonitors() => Worlds(harness =>
    {
        var watermarkUs = harness.Engine.WatermarkUs;
        foreach (var monitor in InForce(harness))
        {
            var (watch, rule) = (monitor.Watch, (CoverRule)monitor.Demand);
            if (rule.Duty.WindowAt(watermarkUs) is not { } duty)
                continue;
            var dutyUs = Math.Max(duty.StartUs, monitor.InForce.StartUs);
            var freshFromUs = watermarkUs - TimeUs.Of(rule.Interval);
            var fromUs = Math.Max(monitor.InForce.StartUs, freshFromUs);
            var times = Look(harness, watch, fromUs, watermarkUs, rule.CellM).Times;
            var fresh = dutyUs >= freshFromUs ? times.Count : times.SeenSince(freshFromUs);

            // Just so many cells are enough for the monitor, and one more are not.
            Assert.Equal((true, fresh == times.Count), (IsEnough(fresh), IsEnough(Math.Min(fresh + 1, times.Count))));

            bool IsEnough(int cells)
            {
                if (cells == 0)
                    return true;
                var asked = rule with { MinFraction = cells / (double)times.Count };
                var tally = new CoverTally(watch.Log, new(() => watch.Cells), asked, monitor.InForce.StartUs);
                tally.Advance(watermarkUs, long.MinValue);
                return tally.Runs.Any(run => run.FromUs <= watermarkUs && watermarkUs <= run.ToUs);
            }
        }
    });

    /// <summary>What the engine remembers and what the store tells are the same, for cells of any size.</summary>
    [Fact]
    public void LastSeen_ByMemoryAndByStore_IsTheSame() => Worlds(harness =>
    {
        var (watermarkUs, random) = (harness.Engine.WatermarkUs, new Random(7));
        foreach (var monitor in InForce(harness))
        {
            var sinceUs = Math.Max(World.StartUs, monitor.InForce.StartUs);
            var fromUs = sinceUs + (long)(random.NextDouble() * (watermarkUs - sinceUs));
            var atUs = random.Next(2) == 0
                ? watermarkUs
                : fromUs + (long)(random.NextDouble() * (watermarkUs - fromUs));
            var cellM = random.Next(10, 60);
            var (times, unseen) = Look(harness, monitor.Watch, fromUs, atUs, cellM);
            var (stored, possible) = Survey(harness, monitor.Watch, fromUs, atUs, cellM);

            Assert.Equal(SeenUs(stored), SeenUs(times));
            Assert.Equal(possible, unseen);
        }
    });

    [Fact]
    public void Survey_OneWalkThrough_SeesTheRowWithinReach()
    {
        var times = CellTimes.Of(Square.Shape, 20, 0, 100 * TimeUs.PerSecond);
        var survey = Survey(times);
        var ends = (West: PointAt(-100, 0), East: PointAt(100, 0));

        // 200 m in 50 s: the middle of the row's first cell is passed after (100 − 40) / 4 s.
        survey.Add(Bike, [At(0, ends.West), At(50, ends.East)]);
        survey.End();

        Assert.Equal((5, 5, 25), (times.Columns, times.Rows, times.Count));
        Assert.Equal(Enumerable.Range(10, 5), Enumerable.Range(0, 25).Where(cell => times.SeenUs(cell) is not null));
        var reach = 15 / 4.0;
        Assert.Equal((100 - 40) / 4.0 + reach, times.SeenUs(10)!.Value / 1e6, 0.01);
        Assert.Equal((100 + 40) / 4.0 + reach, times.SeenUs(14)!.Value / 1e6, 0.01);
        Assert.Equal(5, times.SeenSince(0));
    }

    [Theory]
    [InlineData(179.9999, 179.998, -179.998)]
    [InlineData(-179.9999, -179.998, 179.998)]
    [InlineData(121.5, 121.498, 121.502)]
    public void Survey_WalkOverAPost_SeesItOnEitherSideOfThe180thMeridian(double postDeg, double fromDeg, double toDeg)
    {
        var post = Square with { Kind = PlaceKind.Post, Shape = new PlaceShape.Disc(new GeoPoint(Y, postDeg), 50) };
        var times = CellTimes.Of(post.Shape, 20, 0, 100 * TimeUs.PerSecond);
        var unseen = new UnseenSearch(post, Rule, new TimeRange(0, 100 * TimeUs.PerSecond), NoRoster);
        var survey = new CellSurvey(post, Rule, SettingsHistory.Empty, times, unseen);

        survey.Add(Bike, [At(0, new GeoPoint(Y, fromDeg)), At(40, new GeoPoint(Y, toDeg))]);

        Assert.Equal((5, 5), (times.Columns, times.SeenSince(0)));
    }

    [Fact]
    public void Survey_WhatIsOutsideTheWindowOrTooLateOrReceivedLater_DoesNotCount()
    {
        var times = CellTimes.Of(Square.Shape, 20, 60 * TimeUs.PerSecond, 100 * TimeUs.PerSecond);
        var survey = Survey(times, receivedBeforeUs: 500);
        var middle = PointAt(0, 0);

        // Seen until 50 s, then away, then back with a report that was not there yet, and one that came too late.
        survey.Add(Bike, [At(0, middle), At(50, middle), At(55, PointAt(0, 75))]);
        survey.Add(Bike, [At(70, PointAt(0, 75)), At(75, middle) with { ReceiveTimeUs = 500 }]);
        survey.Add(Bike, [At(76, middle) with { TooLate = true }, At(90, PointAt(0, 75))]);
        Assert.Equal(0, times.SeenSince(long.MinValue));

        // And until the end of the window only.
        survey.Add(Bike, [At(95, middle), At(120, middle)]);
        Assert.Equal(100 * TimeUs.PerSecond, times.SeenUs(12));
    }

    [Fact]
    public void Survey_SilenceNearBy_SeesNothingButTellsWhoCouldHave()
    {
        var times = CellTimes.Of(Square.Shape, 20, 0, 1000 * TimeUs.PerSecond);
        var unseen = new UnseenSearch(Square, Rule, new TimeRange(0, 1000 * TimeUs.PerSecond), NoRoster);
        var survey = new CellSurvey(Square, Rule, SettingsHistory.Empty, times, unseen);
        var (here, away, far) = (PointAt(0, 0), PointAt(1500, 0), PointAt(60_000, 0));

        survey.Add(Bike, [At(0, away), At(400, away), At(700, away)]);
        survey.Add(new DeviceIdentity("far", DeviceKind.Bike, ""), [At(0, far), At(300, far)]);
        survey.Add(
            new DeviceIdentity("off", DeviceKind.Bike, ""), [At(500, here) with { Status = DeviceStatus.OffDuty }]);
        survey.End();

        Assert.Equal(0, times.SeenSince(0));
        // Since its last fix: at 15 m/s over the 1.5 km, less the circle around the place and the reach.
        var found = Assert.Single(unseen.Found);
        Assert.Equal(("bike-1", null), (found.DeviceId, found.UntilUs));
        Assert.InRange(found.FromUs / 1e6, 700 + (1400 / 15.0), 700 + (1500 / 15.0));
    }

    [Theory]
    [InlineData(5, 400)]
    [InlineData(20, 25)]
    [InlineData(100, 1)]
    public void LatticeOf_Square_IsItsCells(double cellM, double count) =>
        Assert.InRange(
            CellTimes.LatticeOf(Square.Shape, cellM), count, (Math.Sqrt(count) + 1) * (Math.Sqrt(count) + 1));

    private static DeviceIdentity Bike { get; } = new("bike-1", DeviceKind.Bike, "");

    private static ImmutableDictionary<string, RosterEntry> NoRoster => ImmutableDictionary<string, RosterEntry>.Empty;

    private static CellSurvey Survey(CellTimes times, long receivedBeforeUs = long.MaxValue) => new(
        Square, Rule, SettingsHistory.Empty, times,
        new UnseenSearch(Square, Rule, new TimeRange(times.FromUs, times.AtUs), NoRoster), receivedBeforeUs);

    private static Report At(double seconds, GeoPoint position) =>
        new() { FixTimeUs = (long)(seconds * TimeUs.PerSecond), Position = position };

    private static GeoPoint PointAt(double eastM, double northM)
    {
        var scale = Wgs84.MetersPerDegree(Y);
        return new GeoPoint(Y + (northM / scale.Y), X + (eastM / scale.X));
    }

    /// <summary>Late reports, a new plan, crashes: whatever may be in the engine's memory at some moment.</summary>
    private static void Worlds(Action<EngineHarness> check) =>
        Gen.Select(
            World.Plans, World.Plans, World.Tracks, Gen.Int[10, World.MinutesLong], Gen.Int[0, 1_000_000]).Sample(
            (plan, second, tracks, minutes, seed) =>
            {
                var random = new Random(seed);
                var harness = new EngineHarness("drill");
                var reports = tracks.SelectMany(track => track.Value.Select(report => (track.Key, Report: report)))
                    .OrderBy(each => each.Report.FixTimeUs + (random.Next(3) == 0 ? random.Next(1_800_000_000) : 0));
                var waiting = new Queue<(string DeviceId, Report Report)>(reports);
                harness.Apply(plan, World.StartUs);
                var changeAt = random.Next(2) == 0 ? random.Next(minutes) : -1;
                for (var minute = 0; minute <= minutes; minute += 1 + random.Next(10))
                {
                    while (waiting.TryPeek(out var next) && next.Report.FixTimeUs <= World.At((minute * 60) + 20))
                        harness.Add(next.DeviceId, waiting.Dequeue().Report);
                    if (changeAt >= 0 && minute >= changeAt)
                    {
                        harness.Apply(
                            random.Next(2) == 0 ? second : plan with { Kinds = second.Kinds }, World.At(minute * 60));
                        changeAt = -1;
                    }

                    harness.Advance(World.At(minute * 60));
                    if (random.Next(8) == 0)
                        harness.Checkpoint();
                    if (random.Next(16) == 0)
                        harness.Crash();
                    harness.Splice();
                }

                harness.Advance(World.At(minutes * 60));
                check(harness);
            },
            iter: Cases, threads: 2, print: _ => "see the seed");

    private static IEnumerable<CoverMonitor> InForce(EngineHarness harness) => harness.Engine.Transition.Monitors
        .OfType<CoverMonitor>().Where(monitor => monitor.InForce.EndUs == long.MaxValue);

    private static (CellTimes Times, IReadOnlyList<UnseenNear> Unseen) Look(
        EngineHarness harness, CoverWatch watch, long fromUs, long atUs, double cellM)
    {
        var times = CellTimes.Of(watch.Place.Shape, cellM, fromUs, atUs);
        var unseen = UnseenAt(harness, watch, fromUs, atUs);
        harness.Engine.LookNear(watch.Place.Id, new TimeRange(fromUs, atUs), unseen)!.ShowTo(times);
        return (times, unseen.Found);
    }

    private static (CellTimes Times, IReadOnlyList<UnseenNear> Unseen) Survey(
        EngineHarness harness, CoverWatch watch, long fromUs, long atUs, double cellM)
    {
        var times = CellTimes.Of(watch.Place.Shape, cellM, fromUs, atUs);
        var unseen = UnseenAt(harness, watch, fromUs, atUs);
        var settings = harness.Versions.Aggregate(SettingsHistory.Empty, (all, version) => all.With(version));
        var survey = new CellSurvey(watch.Place, watch.Rule, settings, times, unseen);
        foreach (var (id, track) in harness.Stored)
            survey.Add(new DeviceIdentity(id, World.KindOf(id), ""), track.Values.ToArray());
        survey.End();
        return (times, unseen.Found);
    }

    private static UnseenSearch UnseenAt(EngineHarness harness, CoverWatch watch, long fromUs, long atUs) =>
        new(watch.Place, watch.Rule, new TimeRange(fromUs, atUs), harness.Versions[^1].Plan.Roster);

    private static IEnumerable<long?> SeenUs(CellTimes times) => Enumerable.Range(0, times.Count).Select(times.SeenUs);
}
