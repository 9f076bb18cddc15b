using CsCheck;
using NetTopologySuite.Geometries;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Visits;

/// <summary>Laws of presence, dose and idleness that hold for any track.</summary>
public sealed class VisitLawsTests
{
    private const int Cases = 1_000;
    private const long HourUs = 3600 * TimeUs.PerSecond;

    private static readonly TimeRange Span = new(0, 10 * HourUs);

    private static readonly VisitDemand Demand = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20));

    private static readonly Gen<List<Presence>> Presences =
        Gen.Select(Gen.Int[0, 35_000], Gen.Int[1, 600], Gen.Int[1, 4]).List[0, 40].Select(all => all
            .Select(one => PresenceOf($"b{one.Item3}", one.Item1, one.Item1 + one.Item2)).ToList());

    private static readonly Gen<List<Vec>> Tracks =
        Gen.Select(Gen.Double[-1, 3], Gen.Double[-1, 3]).List[2, 30]
            .Select(all => all.ConvertAll(p => new Vec(p.Item1, p.Item2)));

    [Fact]
    public void Idleness_TimeScaled_ScalesWithIt() => Gen.Select(Presences, Gen.Int[2, 9]).Sample(
        (presences, k) =>
        {
            var scaled = presences.ConvertAll(p => PresenceOf(
                p.DeviceId, p.StartUs / TimeUs.PerSecond * k, p.EndUs / TimeUs.PerSecond * k));
            var one = Coverage(presences, Demand, Span);
            var many = Coverage(
                scaled, new VisitDemand(Demand.MinDwell * k, Demand.MergeGap * k), new TimeRange(0, Span.EndUs * k));
            Assert.Equal(one.Visits, many.Visits);
            Assert.Equal(one.Idleness.MeanSeconds * k, many.Idleness.MeanSeconds, 6);
            Assert.Equal(one.Idleness.WorstSeconds * k, many.Idleness.WorstSeconds, 6);
            Assert.Equal(one.Idleness.TimeAverageSeconds * k, many.Idleness.TimeAverageSeconds, 6);
        },
        iter: Cases);

    [Fact]
    public void Idleness_PointVisits_IntervalsSumToTheWindowAndTheMeanIsTheIntegral() =>
        Gen.Int[1, 35_999].List[0, 30].Sample(
            times =>
            {
                var seconds = times.Distinct().Order().ToList();
                var any = new VisitDemand(TimeSpan.Zero, TimeSpan.Zero);
                var coverage = Coverage(seconds.ConvertAll(s => PresenceOf("b1", s, s)), any, Span);
                Assert.Equal(seconds.Count + 1, coverage.Idleness.Count);
                Assert.Equal(36_000, coverage.Idleness.MeanSeconds * coverage.Idleness.Count, 6);

                // The time average is the area under the saw-tooth of instantaneous idleness, half a square a tooth.
                var area = seconds.Prepend(0).Zip(seconds.Append(36_000))
                    .Sum(tooth => Math.Pow(tooth.Second - tooth.First, 2) / 2);
                Assert.Equal(area / 36_000, coverage.Idleness.TimeAverageSeconds, 6);
            },
            iter: Cases);

    [Fact]
    public void Idleness_QualifyingVisitAdded_NeverRises() => Gen.Select(
        Presences, Gen.Int[0, 35_000], Gen.Int[60, 600]).Sample(
        (presences, start, seconds) =>
        {
            var before = Coverage(presences, Demand, Span);
            var after = Coverage([.. presences, PresenceOf("b9", start, start + seconds)], Demand, Span);
            Assert.True(after.Idleness.WorstSeconds <= before.Idleness.WorstSeconds);
            Assert.True(after.Idleness.TimeAverageSeconds <= before.Idleness.TimeAverageSeconds);
            Assert.True(after.InstantaneousUs <= before.InstantaneousUs);
        },
        iter: Cases);

    [Fact]
    public void PatrolTime_AnyDevices_IsAtMostOfficerTimeAndEqualForOne() => Presences.Sample(
        presences =>
        {
            var all = Coverage(presences, Demand, Span);
            Assert.True(all.PatrolUs <= all.OfficerUs);

            // One device is never at a place twice at once.
            var alone = presences.OrderBy(p => p.StartUs).Aggregate(new List<Presence>(), (kept, p) =>
            {
                if (kept.Count == 0 || p.StartUs > kept[^1].EndUs)
                    kept.Add(p with { DeviceId = "b1" });
                return kept;
            });
            var one = Coverage(alone, Demand, Span);
            Assert.Equal(one.OfficerUs, one.PatrolUs);
        },
        iter: Cases);

    [Fact]
    public void Presence_ZoneEnlarged_NeverShrinks() => Gen.Select(Tracks, Gen.Double[0.1, 1]).Sample(
        (track, more) =>
        {
            var larger = Square(-more, -more, 1 + (2 * more));
            Assert.True(InsideUs(Square(0, 0, 1), track) <= InsideUs(larger, track) + track.Count);
        },
        iter: Cases);

    [Fact]
    public void Presence_Union_IsAtLeastEachPartAndDisjointPartsSum() => Tracks.Sample(
        track =>
        {
            var (left, right) = (Square(0, 0, 1), Square(1.2, 0, 1));
            var both = new MultiPolygon([left, right]);
            var (leftUs, rightUs, bothUs) = (InsideUs(left, track), InsideUs(right, track), InsideUs(both, track));
            Assert.True(bothUs >= Math.Max(leftUs, rightUs) - track.Count);
            Assert.InRange(bothUs, leftUs + rightUs - (2 * track.Count), leftUs + rightUs + (2 * track.Count));
        },
        iter: Cases);

    [Fact]
    public void Presence_SilenceInTheTrack_AddsNoObservedDwell() => Gen.Select(Tracks, Gen.Int[1, 28]).Sample(
        (track, at) =>
        {
            at = Math.Min(at, track.Count - 1);
            var whole = InsideUs(Square(0, 0, 1), track, silentBefore: at);
            var parts = InsideUs(Square(0, 0, 1), track[..at]) + InsideUs(Square(0, 0, 1), track[at..]);
            Assert.Equal(parts, whole);
        },
        iter: Cases);

    private static Presence PresenceOf(string deviceId, long startSeconds, long endSeconds) =>
        new("p", deviceId, DeviceKind.Bike, startSeconds * TimeUs.PerSecond, endSeconds * TimeUs.PerSecond);

    private static PlaceCoverage Coverage(List<Presence> presences, VisitDemand demand, TimeRange span)
    {
        var coverage = new PlaceCoverage(
            new CoverageDemand(demand, DeviceKinds.Any, Overdue: null, Dose: null),
            new CoverageSpan(span),
            RulesSince.Always);
        foreach (var presence in presences.OrderBy(presence => presence.StartUs))
            coverage.Add(Stay.Of(presence));
        coverage.End();
        return coverage;
    }

    private static Polygon Square(double x, double y, double size) => new(new LinearRing(
    [
        new(x * 1e-3, y * 1e-3), new((x + size) * 1e-3, y * 1e-3), new((x + size) * 1e-3, (y + size) * 1e-3),
        new(x * 1e-3, (y + size) * 1e-3), new(x * 1e-3, y * 1e-3),
    ]));

    /// <summary>Time inside of a bike with a fix every 50 s, within a silence limit of 60 s.</summary>
    private static long InsideUs(Geometry ground, List<Vec> track, int silentBefore = int.MaxValue)
    {
        var place = new Place("p", "p", PlaceKind.Zone, new PlaceShape.Area(ground), null, 1, [], "p");
        var plans = new PlanHistory();
        plans.Add(new PlanEra(
            new PlanVersion(1, 0, Plan.Empty with { Places = [place] }),
            new Lazy<PlaceIndex>(() => PlaceIndex.Build([place])),
            [new PlaceTimeline(place, 0)]));
        var device = new DeviceTrack("b1");
        var fold = new TrackFold(plans, new PresenceJournal(), new CoverTracer(plans));
        for (var i = 0; i < track.Count; i++)
        {
            var seconds = (50 * i) + (i >= silentBefore ? 1_000 : 0);
            fold.Extend(device, new Fix(
                seconds * TimeUs.PerSecond, new GeoPoint(track[i].Y * 1e-3, track[i].X * 1e-3), DeviceKind.Bike,
                DeviceStatus.OnPatrol));
        }

        return device.Presences.All.Sum(presence => presence.EndUs - presence.StartUs);
    }
}
