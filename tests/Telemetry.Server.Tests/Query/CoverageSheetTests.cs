using System.Collections.Immutable;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;
using Telemetry.Server.Query;
using Telemetry.Storage;
using Telemetry.Storage.DuckDb;

namespace Telemetry.Server.Tests.Query;

/// <summary>
/// Presences by way of the ledger's columns, slices, numbers and the engine's changes, against the same presences given
/// to each place's coverage one by one.
/// </summary>
public sealed class CoverageSheetTests
{
    private const int Places = 40;
    private const int Presences = 200_000;
    private const long CutUs = 1_000;
    private const long MinuteUs = 60 * TimeUs.PerSecond;

    private static readonly VisitDemand Visit = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(20));

    private static readonly PlaceShape Disc = new PlaceShape.Disc(new GeoPoint(31, 121), 9);

    private static readonly DutySchedule Nights = new(
        "Asia/Shanghai", [new DutyWindow([], new TimeOnly(20, 0), new TimeOnly(2, 0))]);

    [Fact]
    public async Task ToMessage_RandomPresencesFromLedgerAndEngine_EqualsPlaceCoverage()
    {
        var random = new Random(21);
        var places = Enumerable.Range(0, Places).Select(PlaceOf).ToImmutableArray();
        var plan = Plan.Empty with { Places = places, Areas = [new PlanArea("a", "A")] };
        var stored = Enumerable.Range(0, Presences).Select(n => RandomPresence(random, n))
            .OrderBy(p => p.EndUs).ToList();
        var gone = stored.Where(_ => random.Next(100) == 0).ToHashSet();
        var coming = Enumerable.Range(Presences, 500).Select(n => RandomPresence(random, n)).ToList();
        var span = new TimeRange(3_000 * MinuteUs, 17_000 * MinuteUs);
        var known = new PresenceKnowledge(
            CutUs + 1, span.EndUs, [.. gone], coming,
            places.ToDictionary(place => (GapKind.Overdue, place.Id), _ => 4_000 * MinuteUs));

        var folder = Directory.CreateTempSubdirectory("patrol-sheet-");
        try
        {
            await using var file = await DuckDbFile.OpenAsync(
                Path.Combine(folder.FullName, "patrol.duckdb"), new DuckDbOptions(), TimeProvider.System, default);
            await file.Ledger.CreateExerciseAsync(new ExerciseRecord("live", "", 0, 0, 0), default);
            foreach (var some in stored.Chunk(50_000))
            {
                await file.Ledger.CommitAsync(
                    "live", new([], some), new CheckpointRecord(CutUs, 0, 0, 0, default), default);
            }

            // What a later checkpoint writes is not of the moment that was asked about.
            await file.Ledger.CommitAsync(
                "live", new([.. gone], coming), new CheckpointRecord(CutUs + 1, 0, 0, 0, default), default);
            var sheet = new CoverageSheet(plan, places, span, known);
            var stays = file.Ledger.ReadStaysAsync(
                "live", sheet.Reading, sheet.PlaceIds, known.RecordedBeforeUs, default);
            var slices = 0;
            await foreach (var slice in stays)
            {
                using (slice)
                    sheet.Add(slice);
                slices++;
            }

            Assert.True(slices > 1);
            var message = sheet.ToMessage();
            var now = stored.Where(presence => !gone.Contains(presence)).Concat(coming).ToLookup(p => p.PlaceId);
            Assert.Equal(places.Select(place => Expected(place, now[place.Id], span, known)), message.Places);
            Assert.Equal(message.Places.Sum(place => place.VisitCount), message.Total.VisitCount);
            Assert.Equal((Places / 2, Places), (message.Areas[0].PlaceCount, message.Total.PlaceCount));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Patrol.Telemetry.V1.Coverage Expected(
        Place place, IEnumerable<Presence> presences, TimeRange span, PresenceKnowledge known)
    {
        var coverage = new PlaceCoverage(
            CoverageDemand.Of(place), new CoverageSpan(span), known.RulesSinceAt(place.Id));
        foreach (var presence in presences.Where(p => p.StartUs < span.EndUs).OrderBy(p => p.StartUs))
            coverage.Add(Stay.Of(presence));
        coverage.End();
        var rollup = new CoverageRollup();
        rollup.Add(coverage);
        var message = rollup.ToMessage($"places/{place.Id}", place.Name);
        message.Area = place.AreaId ?? "";
        return message;
    }

    private static Presence RandomPresence(Random random, int n)
    {
        var startUs = random.NextInt64(20_000 * MinuteUs);
        var endUs = startUs + random.NextInt64(3 * MinuteUs);
        return new Presence(
            $"z{random.Next(Places + 5)}", $"d{n}", (DeviceKind)random.Next(1, 5), startUs, endUs,
            startUs - random.NextInt64(MinuteUs), endUs + random.NextInt64(MinuteUs));
    }

    private static Place PlaceOf(int n)
    {
        DeviceKinds bikes = [DeviceKind.Bike];
        PlaceRule[] rules = (n % 4) switch
        {
            0 => [],
            1 => [new OverdueRule("overdue", TimeSpan.FromMinutes(10), Visit, bikes, DutySchedule.Always)],
            2 => [new DoseRule("dose", 3, TimeSpan.FromMinutes(5), default, Visit, DeviceKinds.Any, Nights)],
            _ =>
            [
                new OverdueRule("overdue", TimeSpan.FromMinutes(10), Visit, bikes, Nights),
                new DoseRule("dose", 2, TimeSpan.FromMinutes(5), default, Visit, DeviceKinds.Any, Nights),
            ],
        };
        var area = n % 2 == 0 ? "a" : null;
        return new Place($"z{n}", $"Zone {n}", PlaceKind.Post, Disc, area, 1, [.. rules], "");
    }
}
