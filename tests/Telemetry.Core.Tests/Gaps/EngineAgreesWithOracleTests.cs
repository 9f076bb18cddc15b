using CsCheck;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Gaps.Oracle;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>The streaming engine against the plain computation, on random worlds.</summary>
public sealed class EngineAgreesWithOracleTests
{
    private const string ExerciseId = "drill";

    private const int CompareEverySteps = 11;

    private static readonly int Cases = int.Parse(Environment.GetEnvironmentVariable("PATROL_ORACLE_CASES") ?? "700");

    [Fact]
    public void Advance_ReportsInOrder_GapsEqualOracle() =>
        Gen.Select(World.Plans, World.Tracks, Gen.Int[60, 900]).Sample(
            (plan, tracks, stepSeconds) => Play(
                new EngineHarness(ExerciseId), [(0, plan)], Delays(tracks, _ => 0), stepSeconds),
            iter: Cases, threads: 2, print: Print);

    [Fact]
    public void Advance_LateRepeatedReportsAndNewPlans_GapsEqualOracle() =>
        Gen.Select(World.Plans, World.Plans, World.Tracks, Gen.Int[60, 900], Gen.Int[0, 1_000_000]).Sample(
            (plan, second, tracks, stepSeconds, seed) =>
            {
                var random = new Random(seed);
                var delayed = Delays(tracks, _ => random.Next(3) == 0 ? random.Next(3000) : random.Next(3));
                var repeated = delayed.Where(_ => random.Next(10) == 0)
                    .Select(arrival => arrival with { AtSeconds = arrival.AtSeconds + random.Next(600) });
                var plans = new List<(double, Plan)> { (0, plan) };
                if (random.Next(2) == 0)
                    plans.Add((random.Next(World.MinutesLong * 60), second));
                Play(new EngineHarness(ExerciseId), plans, [.. delayed, .. repeated], stepSeconds);
            },
            iter: Cases, threads: 2, print: Print);

    [Fact]
    public void Advance_CrashesAndCheckpointsAtAnyStep_GapsEqualOracle() =>
        Gen.Select(World.Plans, World.Plans, World.Tracks, Gen.Int[60, 900], Gen.Int[0, 1_000_000]).Sample(
            (plan, second, tracks, stepSeconds, seed) =>
            {
                var random = new Random(seed);
                var delayed = Delays(tracks, _ => random.Next(3) == 0 ? random.Next(3000) : random.Next(3));
                var plans = new List<(double, Plan)> { (0, plan), (random.Next(World.MinutesLong * 60), second) };
                var aheadSeconds = random.Next(2) == 0 ? 2 : random.Next(120);
                Play(new EngineHarness(ExerciseId), plans, delayed, stepSeconds, aheadSeconds, harness =>
                {
                    var dice = random.Next(16);
                    if (dice < 3)
                        harness.Checkpoint();
                    else if (dice == 3)
                        harness.Crash();
                });
            },
            iter: Cases, threads: 2, print: Print);

    internal sealed record Arrival(double AtSeconds, string DeviceId, Report Report);

    private static List<Arrival> Delays(Dictionary<string, List<Report>> tracks, Func<Report, double> delaySeconds) =>
    [
        .. tracks.SelectMany(track => track.Value.Select(report => new Arrival(
            ((report.FixTimeUs - World.StartUs) / 1e6) + delaySeconds(report), track.Key, report))),
    ];

    private static void Play(
        EngineHarness harness, List<(double AtSeconds, Plan Plan)> plans, List<Arrival> arrivals, int stepSeconds,
        double aheadSeconds = 2, Action<EngineHarness>? disturb = null)
    {
        var waiting = new Queue<Arrival>(arrivals.OrderBy(arrival => arrival.AtSeconds));
        var nextPlan = 0;
        var step = 0;
        var lastSeconds = (World.MinutesLong + 60) * 60;
        for (double seconds = 0; seconds <= lastSeconds; seconds += stepSeconds)
        {
            while (waiting.TryPeek(out var arrival) && arrival.AtSeconds <= seconds + aheadSeconds)
                harness.Add(arrival.DeviceId, waiting.Dequeue().Report);
            disturb?.Invoke(harness);
            while (nextPlan < plans.Count && plans[nextPlan].AtSeconds <= seconds)
                harness.Apply(plans[nextPlan++].Plan, World.At(seconds));
            harness.Advance(World.At(seconds));
            // The plain way is slow: look at some steps, and at the last.
            if (harness.Versions.Count > 0 && (step++ % CompareEverySteps == 0 || seconds + stepSeconds > lastSeconds))
                AssertEqualsOracle(harness, World.At(seconds));
            disturb?.Invoke(harness);
        }
    }

    private static void AssertEqualsOracle(EngineHarness harness, long watermarkUs)
    {
        var expected = new BatchOracle(ExerciseId, harness.Versions).GapsAt(watermarkUs, harness.Tracks);
        var (wanted, told) = (Lines(expected), Lines(harness.Gaps));
        Assert.True(wanted == told, $"at {Seconds(watermarkUs)} the oracle says\n{wanted}\nand the engine\n{told}");
    }

    private static string Lines(IEnumerable<Gap> gaps) => string.Join('\n', gaps
        .Select(gap => $"{gap.Kind} {gap.SubjectId} v{gap.PlanVersion}"
            + $" idle {Seconds(gap.IdleFromUs)} open {Seconds(gap.OpenUs)}"
            + $" close {(gap.Close is { } close ? $"{Seconds(close.TimeUs)} {close.Reason}" : "-")}"
            + $" by {string.Join(',', gap.UnverifiedBy)} {gap.Id}")
        .Order(StringComparer.Ordinal));

    private static double Seconds(long us) => (us - World.StartUs) / 1e6;

    private static string Print<T>(T value) => "see the seed";
}
