using CsCheck;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Laws;

/// <summary>What must not matter to the gaps: in what order, how often and around which crashes reports come.</summary>
public sealed class OrderLawsTests
{
    private const int Cases = 150;

    private static readonly Gen<(Plan Plan, Dictionary<string, List<Report>> Tracks, int Seed)> Worlds =
        Gen.Select(World.Plans, World.Tracks, Gen.Int[0, 1_000_000]);

    [Fact]
    public void Gaps_AnyPermutationWithinLateness_AreTheSame() => Worlds.Sample(
        world =>
        {
            var arrivals = Night.Arrivals(world.Tracks);
            var shuffled = arrivals.ToArray();
            new Random(world.Seed).Shuffle(shuffled);
            Assert.Equal(Night.Text(Night.Gaps(world.Plan, arrivals)), Night.Text(Night.Gaps(world.Plan, shuffled)));
        },
        iter: Cases);

    [Fact]
    public void Gaps_DuplicatesAtAnyTime_AreIdempotent() => Worlds.Sample(
        world =>
        {
            var random = new Random(world.Seed);
            var arrivals = Night.Arrivals(world.Tracks);
            var again = arrivals.SelectMany(arrival => Enumerable.Repeat(arrival, 1 + random.Next(3))).ToList();
            Assert.Equal(
                Night.Text(Night.Gaps(world.Plan, arrivals)),
                Night.Text(Night.Gaps(world.Plan, again, givesRepeats: true)));
        },
        iter: Cases);

    [Fact]
    public void Gaps_CheckpointAndCrashAtAnyEvent_AreTheSame() => Worlds.Sample(
        world =>
        {
            var random = new Random(world.Seed);
            var arrivals = Night.Arrivals(world.Tracks);
            var disturbed = Night.Gaps(world.Plan, arrivals, disturb: (harness, _) =>
            {
                var dice = random.Next(12);
                if (dice == 0)
                    harness.Checkpoint();
                else if (dice == 1)
                    harness.Crash();
            });
            Assert.Equal(Night.Text(Night.Gaps(world.Plan, arrivals)), Night.Text(disturbed));
        },
        iter: Cases);

    [Fact]
    public void Revisions_OfEachGap_StrictlyIncreaseAndFoldToTheAnswer() => Worlds.Sample(
        world =>
        {
            var arrivals = Night.Arrivals(world.Tracks).ToArray();
            new Random(world.Seed).Shuffle(arrivals);
            var revisions = new List<GapRevision>();
            var harness = new EngineHarness("drill");
            harness.Apply(world.Plan, World.StartUs);
            foreach (var (part, step) in arrivals.Chunk(1 + (arrivals.Length / 10)).Select((part, i) => (part, i + 1)))
            {
                foreach (var (deviceId, report) in part)
                    harness.Add(deviceId, report);
                revisions.AddRange(harness.Advance(World.At(step * 900)));
            }

            foreach (var history in revisions.GroupBy(revision => revision.Gap.Id))
                Assert.Equal(Enumerable.Range(1, history.Count()), history.Select(revision => revision.Revision));
            var folded = revisions.GroupBy(revision => revision.Gap.Id).Select(history => history.Last())
                .Where(last => !last.IsRetracted).Select(last => last.Gap);
            Assert.Equal(Night.Text(harness.Gaps), Night.Text(folded));
        },
        iter: Cases);
}
