using System.Globalization;
using Telemetry.Cli.Tests.Formats;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

public sealed class IdlenessTests
{
    [Fact]
    public void Figures_NoInterval_AreZero()
    {
        var idleness = new Idleness();

        Assert.Equal(
            (0, 0d, 0d, 0d, 0d, 0d),
            (idleness.Count, idleness.MeanSeconds, idleness.StddevSeconds, idleness.RootMeanSquareSeconds,
                idleness.TimeAverageSeconds, idleness.WorstSeconds));
    }

    [Theory]
    [InlineData(600, 5, 2, 60)]
    [InlineData(1_000, 4, 1, 250)]
    public void Figures_AgentsEvenlyOnALoop_AreTheAnalyticOnes(
        double lengthM, double speedMps, int agents, double expected)
    {
        // k agents evenly on a loop of length L at speed v: every interval is L/(kv), the time average half of that.
        var intervalUs = (long)(lengthM / (agents * speedMps) * TimeUs.PerSecond);
        var idleness = Of(Enumerable.Repeat(intervalUs, 40));

        Assert.Equal(expected, idleness.MeanSeconds, 9);
        Assert.Equal(0, idleness.StddevSeconds, 9);
        Assert.Equal(expected / 2, idleness.TimeAverageSeconds, 9);
    }

    [Fact]
    public void Figures_Shuttle_AlternateBetweenBothEnds()
    {
        // A shuttle on 300 m at 3 m/s passes the point at 90 m after 60 s and 140 s by turns.
        var (shortUs, longUs) = (60 * TimeUs.PerSecond, 140 * TimeUs.PerSecond);
        var idleness = Of([shortUs, longUs, shortUs, longUs]);

        Assert.Equal((100, 40, 140), (idleness.MeanSeconds, idleness.StddevSeconds, idleness.WorstSeconds));
        Assert.Equal(((60 * 60) + (140 * 140)) / 400d, idleness.TimeAverageSeconds, 9);
    }

    [Fact]
    public void Add_Places_IsAsIfAllIntervalsWereOnes()
    {
        var (first, second) = (Of([5, 900, 7]), Of([1_000_000_007, 3]));
        var all = Of([5, 900, 7, 1_000_000_007, 3]);

        first.Add(second);

        Assert.Equal(
            (all.Count, all.MeanSeconds, all.StddevSeconds, all.WorstSeconds, all.TimeAverageSeconds),
            (first.Count, first.MeanSeconds, first.StddevSeconds, first.WorstSeconds, first.TimeAverageSeconds));
    }

    [Fact]
    public void Figures_ManyEqualLongIntervals_HaveNoSpread()
    {
        // A year in microseconds, often: doubles would find a spread here.
        var idleness = Of(Enumerable.Repeat(31_536_000_000_001, 1_000));

        Assert.Equal(0, idleness.StddevSeconds);
    }

    [SkippableFact]
    public void Figures_PublishedIntervals_GiveThePublishedTables()
    {
        var intervals = Rows("intervals.csv")
            .GroupBy(row => (row["file"], row["run"], row["vertex"]))
            .ToDictionary(group => group.Key, group => Of(group.Select(row => Us(row["interval_s"]))));
        var published = Rows("published_nodes.csv").ToDictionary(row => (row["file"], row["run"], row["vertex"]));

        var checkedNodes = 0;
        foreach (var (node, idleness) in intervals)
        {
            var row = published[node];
            Assert.Equal(int.Parse(row["visits"]), idleness.Count);
            Assert.Equal(Number(row["avg_idleness_s"]), idleness.MeanSeconds, 2e-5);
            Assert.Equal(Number(row["stddev_s"]), idleness.StddevSeconds, 5e-4);
            checkedNodes++;
        }

        Assert.Equal(129, checkedNodes);
    }

    [SkippableFact]
    public void Figures_PublishedMeansOfARun_GiveTheGraphs()
    {
        var nodes = Rows("published_nodes.csv").ToLookup(row => (row["file"], row["run"]));
        var checkedRuns = 0;
        foreach (var row in Rows("expected_final.csv"))
        {
            // One run's tables by node are of a later cycle than its totals.
            var run = nodes[(row["file"], row["run"])].Where(node => node["cycle"] == row["cycles"]).ToList();
            if (run.Count == 0)
                continue;
            Assert.Equal(25, run.Count);
            Assert.Equal(Number(row["avg_avg"]), Of(run.Select(node => Us(node["avg_idleness_s"]))).MeanSeconds, 2e-5);
            checkedRuns++;
        }

        Assert.True(checkedRuns > 10, $"only {checkedRuns} runs");
    }

    private static Idleness Of(IEnumerable<long> intervalsUs)
    {
        var idleness = new Idleness();
        foreach (var us in intervalsUs)
        {
            idleness.Add(us);
            idleness.Observe(us);
        }

        return idleness;
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadLines(SharedData.File("idleness", file));
        string[]? head = null;
        foreach (var line in lines)
        {
            var cells = line.Split(',');
            if (head is null)
                head = cells;
            else
                yield return head.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static long Us(string seconds) => (long)Math.Round(Number(seconds) * TimeUs.PerSecond);
}
