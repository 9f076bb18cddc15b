using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Visits;

/// <summary>What a real track says of visits: the logger pauses while the bus stands, up to 138 s.</summary>
public sealed class Bus304Tests
{
    private static readonly TimeSpan LongerThanAnyPause = TimeSpan.FromSeconds(150);

    [SkippableTheory]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(50)]
    public void Visits_PausesAreNoSilence_EachStopOnce(double radiusM)
    {
        var bus = Bus304.Read();
        Assert.Equal(Enumerable.Repeat(1, 36), bus.VisitsOf(bus.Fixes, radiusM, LongerThanAnyPause));
    }

    [SkippableFact]
    public void Visits_PausesAreSilence_SevenStopsMoreThanOnce()
    {
        var bus = Bus304.Read();
        var visits = bus.VisitsOf(bus.Fixes, 30, TimeSpan.FromSeconds(60));
        Assert.Equal((29, 7), (visits.Count(n => n == 1), visits.Count(n => n > 1)));
    }

    /// <summary>
    /// Why legs are clipped: a track of a fix every 10, 30, 60 s, each 5 m off, still shows nearly every visit. In
    /// whole percent, over 20 phases.
    /// </summary>
    [SkippableTheory]
    [InlineData(10, 94, 99)]
    [InlineData(30, 81, 98)]
    [InlineData(60, 68, 94)]
    public void Recall_TrackThinnedAndNoisy_LegsFindWhatPointsMiss(int periodSeconds, double points, double legs)
    {
        const double RadiusM = 30;
        const int Phases = 20;
        var bus = Bus304.Read();
        var period = TimeSpan.FromSeconds(periodSeconds);
        var pauseLimit = TimeSpan.FromSeconds(Math.Max(3 * periodSeconds, 150));
        var thinned = Enumerable.Range(0, Phases)
            .Select(phase => Bus304.Noisy(
                bus.Sampled(period, period * phase / Phases), sigmaM: 5, seed: phase).ToList())
            .ToList();

        var byLegs = thinned.Average(fixes => bus.VisitsOf(fixes, RadiusM, pauseLimit).Average(n => Math.Min(n, 1)));
        var byPoints = thinned.Average(fixes => bus.Stops.Average(
            stop => fixes.Exists(fix => GeoDistance.Meters(stop, fix.Position) <= RadiusM) ? 1.0 : 0.0));

        Assert.True(100 * byLegs >= legs, $"legs find {byLegs:P2}, points {byPoints:P2}");
        Assert.Equal(points, 100 * byPoints, 2.0);
    }
}
