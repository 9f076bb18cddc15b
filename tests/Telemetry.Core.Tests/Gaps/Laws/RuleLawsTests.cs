using System.Collections.Immutable;
using CsCheck;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Laws;

/// <summary>What more or less demanding rules, and devices that say nothing, may do to gaps.</summary>
public sealed class RuleLawsTests
{
    private const int Cases = 100;

    private static readonly Gen<(Plan Plan, Dictionary<string, List<Report>> Tracks, int Minutes)> Worlds =
        Gen.Select(World.Plans, World.Tracks, Gen.Int[1, 10]);

    [Fact]
    public void OverdueTime_MaxIntervalRaised_NeverGrows() => Worlds.Sample(
        world => AssertNeverMoreOverdue(world.Plan, world.Tracks, rule => rule with
        {
            MaxInterval = rule.MaxInterval + TimeSpan.FromMinutes(world.Minutes),
        }),
        iter: Cases);

    [Fact]
    public void OverdueTime_MinDwellLowered_NeverGrows() => Worlds.Sample(
        world => AssertNeverMoreOverdue(world.Plan, world.Tracks, rule => rule with
        {
            Visit = rule.Visit with { MinDwell = rule.Visit.MinDwell / (1 + world.Minutes) },
        }),
        iter: Cases);

    [Fact]
    public void Gaps_SameRuleSamePlace_NeverOverlap() => Worlds.Sample(
        world =>
        {
            foreach (var gaps in Night.Gaps(world.Plan, world.Tracks)
                .GroupBy(gap => (gap.Kind, gap.SubjectId, gap.RuleId))
                .Select(group => group.OrderBy(gap => gap.OpenUs).ToList()))
            {
                foreach (var (before, after) in gaps.Zip(gaps.Skip(1)))
                    Assert.True(before.EndUs <= after.OpenUs, $"{before} overlaps {after}");
            }
        },
        iter: Cases);

    [Fact]
    public void Gaps_AnotherDeviceFallsSilent_ItsNeighboursFlagsStay() => Worlds.Sample(
        world =>
        {
            // Far away, so that it neither patrols anything nor breaks any fence with others.
            var chatty = With(world.Tracks, "d7", [.. Enumerable.Range(0, 200).Select(i => Far(i * 10))]);
            var silent = With(world.Tracks, "d7", [Far(0), Far(1_990)]);
            Assert.Equal(OthersIn(chatty), OthersIn(silent));

            IEnumerable<string> OthersIn(Dictionary<string, List<Report>> tracks) =>
                Night.Times(Night.Gaps(world.Plan, tracks).Where(gap => gap.SubjectId != "d7"))
                    .Select(line => line.What);
        },
        iter: Cases);

    [Fact]
    public void ConfirmedGap_SilentDeviceOutOfReachReportsLate_StaysConfirmed() => Worlds.Sample(
        world =>
        {
            // 200 km off and slower than that in the time: it cannot have been at any place.
            var plan = world.Plan with
            {
                Kinds = world.Plan.Kinds.SetItem(
                    DeviceKind.Drone, KindSettings.DefaultFor(DeviceKind.Drone) with { TopSpeedMps = 5 }),
                Roster = world.Plan.Roster.Remove("d1").Add(
                    "d1", new RosterEntry("d1", DeviceKind.Drone, "", "d1", DutySchedule.Always)),
            };
            var tracks = world.Tracks.Where(track => track.Key != "d1")
                .ToDictionary(track => track.Key, track => track.Value);
            var harness = new EngineHarness("drill");
            harness.Apply(plan, World.StartUs);
            harness.Add("d1", Far(-600));
            foreach (var (deviceId, report) in Night.Arrivals(tracks))
                harness.Add(deviceId, report);
            harness.Advance(World.At(World.MinutesLong * 60));
            var before = harness.Gaps.Where(IsOfPlace).ToDictionary(gap => gap.Id, gap => gap.Certainty);

            for (var seconds = 0; seconds < World.MinutesLong * 60; seconds += 100)
                harness.Add("d1", Far(seconds));
            harness.Advance(World.At(World.MinutesLong * 60));

            foreach (var gap in harness.Gaps.Where(IsOfPlace))
                Assert.Equal((gap.Id, before[gap.Id]), (gap.Id, gap.Certainty));
        },
        iter: Cases);

    private static bool IsOfPlace(Gap gap) =>
        gap.Kind is GapKind.Overdue or GapKind.Underdosed or GapKind.Uncovered or GapKind.Understrength
            or GapKind.MissedSlot;

    private static Report Far(double seconds) => new()
    {
        FixTimeUs = World.At(seconds),
        Position = new(2 + (seconds * 1e-9), 2),
        Status = DeviceStatus.OnPatrol,
    };

    private static Dictionary<string, List<Report>> With(
        Dictionary<string, List<Report>> tracks, string deviceId, List<Report> track) =>
        new(tracks) { [deviceId] = track };

    private static void AssertNeverMoreOverdue(
        Plan plan, Dictionary<string, List<Report>> tracks, Func<OverdueRule, OverdueRule> ease)
    {
        var eased = plan with
        {
            Places =
            [
                .. plan.Places.Select(place => place with
                {
                    Rules = place.Rules.Select(rule => rule is OverdueRule overdue ? ease(overdue) : rule)
                        .ToImmutableArray(),
                }),
            ],
        };
        var before = Night.BrokenUs(Night.Gaps(plan, tracks));
        foreach (var (subject, brokenUs) in Night.BrokenUs(Night.Gaps(eased, tracks)))
        {
            var wasUs = before.GetValueOrDefault(subject);
            if (subject.Kind == GapKind.Overdue)
                Assert.True(brokenUs <= wasUs, $"{subject}: {brokenUs} after {wasUs}");
        }
    }
}
