using CsCheck;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Gaps;
using Telemetry.Core.Tests.Gaps.Oracle;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Tracks;

/// <summary>What the engine holds of each device against what all its reports together say.</summary>
public sealed class TrackFactsTests
{
    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("PATROL_ORACLE_CASES") ?? "200");

    [Fact]
    public void Add_AnyOrderAndPlansAndCrashes_FactsEqualThePlainOnes() =>
        Gen.Select(World.Plans, World.Plans, World.Tracks, Gen.Int[0, 1_000_000]).Sample(
            (plan, second, tracks, seed) =>
            {
                var random = new Random(seed);
                var harness = new EngineHarness("drill");
                harness.Apply(plan, World.At(0));
                var reports = tracks.SelectMany(track => track.Value.Select(report => (track.Key, Report: report)))
                    .OrderBy(arrival =>
                        arrival.Report.FixTimeUs + (random.Next(4) == 0 ? random.Next(900_000_000) : 0));
                foreach (var (deviceId, report) in reports)
                {
                    harness.Add(deviceId, report);
                    switch (random.Next(60))
                    {
                        case 0 when harness.Versions.Count == 1:
                            harness.Apply(second, Math.Max(World.At(0), report.FixTimeUs - (60 * TimeUs.PerSecond)));
                            break;
                        case 1:
                            harness.Checkpoint();
                            AssertPresences(harness);
                            break;
                        case 2:
                            harness.Crash();
                            break;
                        case < 9:
                            AssertFacts(harness);
                            break;
                    }
                }

                AssertFacts(harness);
                harness.Checkpoint();
                AssertPresences(harness);
            },
            iter: Cases, threads: 2, print: _ => "see the seed");

    private static void AssertFacts(EngineHarness harness)
    {
        harness.Splice();
        foreach (var (id, fixes) in harness.Tracks)
        {
            var device = harness.Devices[id];
            var plain = new OracleFacts(fixes, fix => SettingsAfter(harness, fix));
            Assert.Equal(plain.First, device.First);
            Assert.Equal(plain.Last, device.Last);
            Assert.Equal(plain.Silences, device.Silences);
            Assert.Equal(plain.HeardPauses, device.HeardPauses);
            Assert.Equal(plain.Degraded, device.Degraded);
            Assert.Equal(plain.LowBattery, device.LowBattery);
            Assert.Equal(fixes[0], device.FirstHeard);
            Assert.Equal(fixes[^1], device.LastHeard);
        }
    }

    /// <summary>What was written, and what is still under way, is all there is.</summary>
    private static void AssertPresences(EngineHarness harness)
    {
        var world = new OracleTracks(harness.Versions, harness.Tracks);
        var expected = harness.Versions.SelectMany((version, v) => version.Plan.Grounds
                .Select(place => (place.Id, Shape: world.ShapeSpan(v, place))))
            .Distinct()
            .SelectMany(place => world.Presences(place.Id, place.Shape))
            .Select(stay => new Presence(
                stay.PlaceId, stay.DeviceId, stay.Kind, stay.StartUs, stay.EndUs, stay.EarliestUs, stay.LatestUs));
        Assert.Equal(InOrder(expected), InOrder(harness.WrittenPresences.Concat(harness.UnderWay)));

        static IEnumerable<Presence> InOrder(IEnumerable<Presence> presences) => presences
            .OrderBy(presence => presence.PlaceId).ThenBy(presence => presence.DeviceId)
            .ThenBy(presence => presence.StartUs).ThenBy(presence => presence.EndUs);
    }

    private static KindSettings SettingsAfter(EngineHarness harness, Fix fix) =>
        harness.Versions.LastOrDefault(version => version.EffectiveFromUs <= fix.TimeUs)?.Plan.SettingsOf(fix.Kind)
            ?? KindSettings.DefaultFor(fix.Kind);
}
