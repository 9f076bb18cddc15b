namespace Telemetry.Bench.ZoneIndex;

/// <summary>What a leg costs against small and large plans, and against NetTopologySuite on the same legs.</summary>
internal sealed class ZoneIndexBench : IBench
{
    private const int Rounds = 41;
    private const int NtsRounds = 15;
    private static readonly int[] ZoneCounts = [5_000, 20_000, 100_000];

    public string Name => "zone-index";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var runs = ZoneCounts.Select(zones => new CityRun(zones)).ToArray();
        var medians = TimeInTurns([.. runs.Select(r => (Func<double>)r.TimeRound)], Rounds, cancellationToken);
        for (var i = 0; i < runs.Length; i++)
            figures.Write($"ns_per_leg_{ZoneCounts[i]}", medians[i], "ns");
        figures.Write("growth_5000_to_100000", medians[^1] / medians[0], "ratio");
        figures.Write("bytes_per_leg", runs.Max(r => r.BytesPerLeg()), "bytes");
        figures.Write("index_bytes_100000", runs[^1].IndexBytes, "bytes");
        AgainstNts(runs[0], figures, cancellationToken);
        return Task.CompletedTask;
    }

    private static void AgainstNts(CityRun run, FigureWriter figures, CancellationToken cancellationToken)
    {
        var (different, nts) = run.AgainstNts();
        figures.Write("hits_different", different, "legs");
        if (different > 0)
            throw new BenchFailedException($"{different} legs have other hits than NetTopologySuite finds.");
        var medians = TimeInTurns([run.TimeRound, nts], NtsRounds, cancellationToken);
        figures.Write("ns_per_leg_nts_5000", medians[1], "ns");
        figures.Write("ratio_to_nts_5000", medians[1] / medians[0], "ratio");
    }

    /// <summary>
    /// A round of each in turn, so that what slows the machine for a while slows all; the median of each. A round that
    /// is not timed goes first, so that each finds the caches as it leaves them and not as the other did.
    /// </summary>
    private static double[] TimeInTurns(Func<double>[] timed, int rounds, CancellationToken cancellationToken)
    {
        var times = timed.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < timed.Length; i++)
            {
                timed[i]();
                times[i].Add(timed[i]());
            }
        }

        return [.. times.Select(t => t.Order().ElementAt(t.Count / 2))];
    }
}
