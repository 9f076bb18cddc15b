using CsCheck;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Gaps.Oracle;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Laws;

/// <summary>What may change only with the times and places themselves.</summary>
public sealed class TimeAndSpaceLawsTests
{
    private const int Cases = 100;

    /// <summary>Times are rounded to microseconds at each end of each leg.</summary>
    private const long RoundingUs = 20;

    private static readonly Gen<(Plan Plan, Dictionary<string, List<Report>> Tracks)> Worlds =
        Gen.Select(World.Plans, World.Tracks.Select(tracks => Mapped(tracks, OffBorders)));

    [Fact]
    public void Gaps_ShiftedByWholeDays_ShiftWithThem() => Gen.Select(Worlds, Gen.Int[1, 40]).Sample(
        (world, days) =>
        {
            var shiftUs = TimeUs.Of(TimeSpan.FromDays(days));
            var later = Mapped(world.Tracks, report => report with { FixTimeUs = report.FixTimeUs + shiftUs });
            Night.AssertSameTimes(
                Night.Times(Night.Gaps(world.Plan, world.Tracks)),
                Night.Times(Night.Gaps(world.Plan, later, shiftUs), shiftUs), withinUs: 0);
        },
        iter: Cases);

    [Fact]
    public void Gaps_TurnedAroundTheEarth_AreTheSame() => Gen.Select(Worlds, Gen.Int[-90, 90]).Sample(
        (world, degrees) =>
        {
            var turned = world.Plan with
            {
                Places = [.. world.Plan.Places.Select(place => Turned(place, degrees))],
                Fences = [.. world.Plan.Fences.Select(place => Turned(place, degrees))],
            };
            var tracks = Mapped(world.Tracks, report => report with { Position = Turned(report.Position, degrees) });
            Night.AssertSameTimes(
                Night.Times(Night.Gaps(world.Plan, world.Tracks)),
                Night.Times(Night.Gaps(turned, tracks)),
                withinUs: 2_000);
        },
        iter: Cases);

    [Fact]
    public void Gaps_ExactlyInterpolatedFixesAdded_AreTheSame() => Worlds.Sample(
        world =>
        {
            // What a camera sees goes along a leg as it was at its first fix: another fix there is another sight.
            var tracks = Mapped(world.Tracks, report => report with { Camera = null });
            var dense = tracks.ToDictionary(
                track => track.Key, track => WithMiddles(track.Value, LegStarts(world.Plan, track.Key, track.Value)));
            Night.AssertSameTimes(
                Night.Times(Night.Gaps(world.Plan, tracks).Where(IsAboutPlaces)),
                Night.Times(Night.Gaps(world.Plan, dense).Where(IsAboutPlaces)), RoundingUs);
        },
        iter: Cases);

    [Theory]
    [InlineData(Datum.Gcj02)]
    [InlineData(Datum.Bd09)]
    public void Gaps_SameTrackInAnotherDatum_AreTheSame(Datum datum) => Worlds.Sample(
        world =>
        {
            // In Shanghai, where these data differ from WGS-84.
            var plan = world.Plan with
            {
                Places = [.. world.Plan.Places.Select(place => Moved(place))],
                Fences = [.. world.Plan.Fences.Select(place => Moved(place))],
            };
            var here = Mapped(world.Tracks, report => report with { Position = Moved(report.Position) });
            var there = Mapped(here, report => report with { Position = ThereAndBack(report.Position, datum) });
            Night.AssertSameTimes(
                Night.Times(Night.Gaps(plan, here)), Night.Times(Night.Gaps(plan, there)), withinUs: 5_000);
        },
        iter: 30);

    [Fact]
    public void Intervals_AnyClockJump_AreNeverNegative() => Gen.Select(Worlds, Gen.Int[0, 1_000_000]).Sample(
        (world, seed) =>
        {
            var random = new Random(seed);
            var jumping = world.Tracks.ToDictionary(track => track.Key, track => track.Value
                .Select(report => random.Next(5) > 0
                    ? report
                    : report with
                    {
                        FixTimeUs = report.FixTimeUs + ((random.NextInt64(7200) - 3600) * TimeUs.PerSecond),
                    })
                .ToList());
            foreach (var gap in Night.Gaps(world.Plan, Night.Arrivals(jumping)))
            {
                Assert.True(gap.OpenUs >= gap.IdleFromUs, $"{gap}");
                Assert.True(gap.Close is null || gap.Close.Value.TimeUs >= gap.OpenUs, $"{gap}");
            }
        },
        iter: Cases);

    /// <summary>
    /// Generators like round numbers, and so fixes right on a border, which a rounding puts on one side or the other.
    /// </summary>
    private static Report OffBorders(Report report)
    {
        var random = new Random(report.Position.GetHashCode());
        return report with
        {
            Position = new GeoPoint(
                report.Position.LatitudeDeg + (random.NextDouble() * 1e-5),
                report.Position.LongitudeDeg + (random.NextDouble() * 1e-5)),
        };
    }

    private static bool IsAboutPlaces(Gap gap) =>
        gap.Kind is not (GapKind.Silent or GapKind.Degraded or GapKind.LowBattery);

    private static Dictionary<string, List<Report>> Mapped(
        Dictionary<string, List<Report>> tracks, Func<Report, Report> change) =>
        tracks.ToDictionary(track => track.Key, track => track.Value.ConvertAll(report => change(report)));

    /// <summary>Times of the fixes with which a leg begins.</summary>
    private static HashSet<long> LegStarts(Plan plan, string deviceId, List<Report> track)
    {
        var fixes = track.ConvertAll(report => Fix.Of(report, World.KindOf(deviceId)));
        var silences = new OracleFacts(fixes, fix => plan.SettingsOf(fix.Kind)).Silences
            .Select(silence => silence.From.TimeUs).ToHashSet();
        var used = OracleFilter.Used(fixes, fix => plan.SettingsOf(fix.Kind)).ConvertAll(fix => fix.TimeUs);
        // What is not used between the ends of a leg stays between them.
        return fixes.Zip(fixes.Skip(1))
            .Where(pair => used.Contains(pair.First.TimeUs) && used.Contains(pair.Second.TimeUs))
            .Select(pair => pair.First.TimeUs).Except(silences).ToHashSet();
    }

    private static List<Report> WithMiddles(List<Report> track, HashSet<long> legStarts)
    {
        var dense = new List<Report>();
        foreach (var report in track)
        {
            if (dense.Count > 0 && dense[^1] is var last && !last.Position.Equals(report.Position)
                && legStarts.Contains(last.FixTimeUs))
            {
                dense.Add(new Report
                {
                    Status = last.Status,
                    FixTimeUs = (last.FixTimeUs + report.FixTimeUs) / 2,
                    Position = new GeoPoint(
                        (last.Position.LatitudeDeg + report.Position.LatitudeDeg) / 2,
                        (last.Position.LongitudeDeg + report.Position.LongitudeDeg) / 2),
                    HeightM = (last.HeightM + report.HeightM) / 2,
                });
            }

            dense.Add(report);
        }

        return dense;
    }

    private static Place Turned(Place place, double degrees) => place with
    {
        Shape = place.Shape switch
        {
            PlaceShape.Disc disc => disc with { Center = Turned(disc.Center, degrees) },
            PlaceShape.Area area => new PlaceShape.Area(
                AffineTransformation.TranslationInstance(degrees, 0).Transform(area.Geometry)),
            _ => place.Shape,
        },
    };

    private static GeoPoint Turned(GeoPoint point, double degrees) =>
        new(point.LatitudeDeg, point.LongitudeDeg + degrees);

    private static Place Moved(Place place) => place with
    {
        Shape = place.Shape switch
        {
            PlaceShape.Disc disc => disc with { Center = Moved(disc.Center) },
            PlaceShape.Area area => new PlaceShape.Area(
                AffineTransformation.TranslationInstance(121.49, 31.22).Transform(area.Geometry)),
            _ => place.Shape,
        },
    };

    private static GeoPoint Moved(GeoPoint point) => new(point.LatitudeDeg + 31.22, point.LongitudeDeg + 121.49);

    private static GeoPoint ThereAndBack(GeoPoint point, Datum datum) => datum.ToWgs84(datum.FromWgs84(point));
}
