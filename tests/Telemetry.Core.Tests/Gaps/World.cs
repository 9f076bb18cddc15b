using System.Collections.Immutable;
using CsCheck;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>A small random world: a few places and devices, a morning of duty, tracks with pauses.</summary>
internal static class World
{
    public static readonly long StartUs = TimeUs.From(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public const int MinutesLong = 120;

    private const double Step = 1e-3;

    public static readonly DutySchedule Morning = new(
        "Etc/UTC",
        [
            new DutyWindow([], new TimeOnly(0, 5), new TimeOnly(0, 50)),
            new DutyWindow([], new TimeOnly(0, 52), new TimeOnly(1, 40)),
        ]);

    public static long At(double seconds) => StartUs + (long)(seconds * TimeUs.PerSecond);

    public static Gen<Plan> Plans =>
        from places in Gen.Select(Places, Gen.Int[3, 6]).Select((all, count) => all.Take(count).ToImmutableArray())
        from roster in Rosters
        from speed in Gen.OneOf(0.3, 2.0, 15.0)
        from silence in Gen.OneOf(40, 60)
        select new Plan(
            "random", places, [], roster.ToImmutableDictionary(entry => entry.DeviceId),
            ImmutableDictionary<DeviceKind, KindSettings>.Empty
                .Add(DeviceKind.Bike, new KindSettings(TimeSpan.FromSeconds(silence), speed, 50)));

    /// <summary>Tracks by device; kinds by device id: "b…" are bikes, "d…" drones.</summary>
    public static Gen<Dictionary<string, List<Report>>> Tracks =>
        Gen.Select(Track, Track, Track, Track).Select((a, b, c, d) => new Dictionary<string, List<Report>>
        {
            ["b1"] = a,
            ["b2"] = b,
            ["d1"] = c,
            ["b9"] = d,
        });

    public static DeviceKind KindOf(string deviceId) => deviceId[0] == 'd' ? DeviceKind.Drone : DeviceKind.Bike;

    private static Gen<Place[]> Places => Gen.Select(
        Zone("z1", 0, 0), Zone("z2", 2, 0), Zone("z3", 0, 2), Zone("z4", 2, 2), Post("p1", 1.7, 1.7), Post("p2", 3, 1))
        .Select((a, b, c, d, e, f) => new[] { a, b, e, c, d, f });

    private static Gen<RosterEntry[]> Rosters => Gen.OneOf(
        Array.Empty<RosterEntry>(),
        [Entry("b1", DutySchedule.Always), Entry("b2", Morning)],
        [Entry("b1", Morning), Entry("d1", Morning), Entry("b3", Morning)]);

    private static RosterEntry Entry(string id, DutySchedule duty) => new(id, KindOf(id), "", id, duty);

    private static Gen<OverdueRule> Rule =>
        from max in Gen.Int[2, 25]
        from dwell in Gen.OneOf(0, 5, 30, 90)
        from merge in Gen.OneOf(0, 20)
        from kinds in Gen.OneOf(DeviceKinds.Any, [DeviceKind.Bike])
        from duty in Gen.OneOf(Morning, DutySchedule.Always)
        select new OverdueRule(
            "overdue", TimeSpan.FromMinutes(max), new(TimeSpan.FromSeconds(dwell), TimeSpan.FromSeconds(merge)), kinds,
            duty);

    private static Gen<Place> Zone(string id, double x, double y) =>
        Gen.Select(Rule, Gen.OneOf(1.0, 1.4)).Select((rule, size) => new Place(
            id, id, PlaceKind.Zone, new PlaceShape.Area(Square(x, y, size)), null, 1, [rule], $"{id}-{size}"));

    private static Gen<Place> Post(string id, double x, double y) =>
        Gen.Select(Rule, Gen.OneOf(30.0, 60.0)).Select((rule, radius) => new Place(
            id, id, PlaceKind.Post, new PlaceShape.Disc(new GeoPoint(y * Step, x * Step), radius), null, 1, [rule],
            $"{id}-{radius}"));

    private static Polygon Square(double x, double y, double size) => new(new LinearRing(
    [
        new(x * Step, y * Step), new((x + size) * Step, y * Step), new((x + size) * Step, (y + size) * Step),
        new(x * Step, (y + size) * Step), new(x * Step, y * Step),
    ]));

    /// <summary>A walk with waits, pauses beyond silence, and now and then an end of duty.</summary>
    private static Gen<List<Report>> Track =>
        Gen.Select(Gen.Int[0, 3600], Gen.Select(Gen.Int[0, 19], Gen.Double[-0.5, 3.7], Gen.Double[-0.5, 3.7], Gen.Int[0, 9]).List[0, 60])
            .Select((start, moves) =>
            {
                var reports = new List<Report>();
                double seconds = start;
                foreach (var (wait, x, y, whim) in moves)
                {
                    seconds += whim == 0 ? 30 * wait : (3 * wait) + 1;
                    var position = whim is > 0 and < 5 && reports.Count > 0
                        ? reports[^1].Position
                        : new GeoPoint(y * Step, x * Step);
                    var status = whim == 9 && wait == 0 ? DeviceStatus.OffDuty : DeviceStatus.OnPatrol;
                    if (reports.Count == 0 || At(seconds) > reports[^1].FixTimeUs)
                        reports.Add(new Report { FixTimeUs = At(seconds), Position = position, Status = status });
                }

                return reports;
            });
}
