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
        from speed in Gen.OneOf(2.0, 9.0, 15.0)
        from silence in Gen.OneOf(40, 60)
        from fences in Fences
        select new Plan(
            "random", places, [], roster.ToImmutableDictionary(entry => entry.DeviceId),
            ImmutableDictionary<DeviceKind, KindSettings>.Empty
                .Add(DeviceKind.Bike, new KindSettings(TimeSpan.FromSeconds(silence), speed, 50))
                .Add(DeviceKind.Drone, new KindSettings(TimeSpan.FromSeconds(silence), 2 * speed, 50)))
        {
            Fences = fences,
        };

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

    private static RosterEntry Entry(string id, DutySchedule duty) =>
        new(id, KindOf(id), id == "b1" ? "u1" : "", id, duty);

    private static Gen<DeviceKinds> Kinds => Gen.OneOf(DeviceKinds.Any, DeviceKinds.Of(DeviceKind.Bike));

    private static Gen<DutySchedule> Duty => Gen.OneOf(Morning, DutySchedule.Always);

    private static Gen<VisitDemand> Visit =>
        from dwell in Gen.OneOf(0, 5, 30, 90)
        from merge in Gen.OneOf(0, 20)
        select new VisitDemand(TimeSpan.FromSeconds(dwell), TimeSpan.FromSeconds(merge));

    private static Gen<PlaceRule> Overdue =>
        from max in Gen.Int[2, 25]
        from visit in Visit
        from kinds in Kinds
        from duty in Duty
        select (PlaceRule)new OverdueRule("overdue", TimeSpan.FromMinutes(max), visit, kinds, duty);

    private static Gen<PlaceRule> Dose =>
        from visits in Gen.Int[0, 3]
        from minutes in Gen.Int[0, 10]
        from share in Gen.Int[1, 3]
        from visit in Visit
        from kinds in Kinds
        select (PlaceRule)new DoseRule(
            "dose", visits, TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(minutes * share),
            visit, kinds, Morning);

    private static Gen<PlaceRule> Strength =>
        from devices in Gen.Int[1, 3]
        from grace in Gen.OneOf(0, 60, 300)
        from kinds in Kinds
        from duty in Duty
        select (PlaceRule)new StrengthRule("strength", devices, TimeSpan.FromSeconds(grace), kinds, duty);

    private static Gen<PlaceRule> Slot =>
        from every in Gen.Int[5, 30]
        from share in Gen.Int[1, 3]
        from visit in Visit
        from kinds in Kinds
        select (PlaceRule)new SlotRule(
            "slot", TimeSpan.FromMinutes(every), TimeSpan.FromMinutes(every) / share, visit, kinds, Morning);

    private static Gen<PlaceRule> Cover =>
        from fraction in Gen.OneOf(0.1, 0.3, 0.6, 1.0)
        from minutes in Gen.Int[1, 20]
        from cellM in Gen.OneOf(25.0, 40.0, 200.0)
        from kinds in Kinds
        from duty in Duty
        select (PlaceRule)new CoverRule("cover", fraction, TimeSpan.FromMinutes(minutes), cellM, kinds, duty);

    /// <summary>Any of the rules that a place can have, at most one of each.</summary>
    private static Gen<ImmutableArray<PlaceRule>> Rules =>
        Gen.Select(Overdue, Dose, Strength, Slot, Cover, Gen.Int[1, 31])
            .Select((overdue, dose, strength, slot, cover, chosen) => new[] { overdue, dose, strength, slot, cover }
                .Where((_, i) => (chosen & (1 << i)) != 0).ToImmutableArray());

    private static Gen<ImmutableArray<Place>> Fences =>
        Gen.Select(
                Fence("f1", FenceKind.KeepOut, 1, 1, 1.5), Fence("f2", FenceKind.KeepIn, 0, 0, 2.5),
                Fence("f3", FenceKind.Ceiling, 1, 0, 2), Gen.Int[0, 7])
            .Select((keepOut, keepIn, ceiling, chosen) =>
                new[] { keepOut, keepIn, ceiling }.Where((_, i) => (chosen & (1 << i)) != 0).ToImmutableArray());

    private static Gen<Place> Fence(string id, FenceKind kind, double x, double y, double size) =>
        from kinds in Kinds
        from duty in Duty
        from unit in Gen.OneOf<string?>(null, null, "u1")
        select new Place(
            $"fence:{id}", id, PlaceKind.Fence, new PlaceShape.Area(Square(x, y, size)), null, 1,
            [new FenceRule(id, kind, kind == FenceKind.Ceiling ? 60 : null, unit, kinds, duty)], id);

    private static Gen<DronePresence> Drones => Gen.OneOf(
        default, default, new DronePresence(DroneMode.Flight, 60), new DronePresence(DroneMode.Camera, null),
        new DronePresence(DroneMode.Camera, 80));

    private static Gen<Place> Zone(string id, double x, double y) =>
        Gen.Select(Rules, Gen.OneOf(1.0, 1.4), Drones).Select((rules, size, drones) => new Place(
            id, id, PlaceKind.Zone, new PlaceShape.Area(Square(x, y, size)), null, 1, rules, $"{id}-{size}")
        {
            Drones = drones,
        });

    private static Gen<Place> Post(string id, double x, double y) =>
        Gen.Select(Rules, Gen.OneOf(30.0, 60.0)).Select((rules, radius) => new Place(
            id, id, PlaceKind.Post, new PlaceShape.Disc(new GeoPoint(y * Step, x * Step), radius), null, 1, rules,
            $"{id}-{radius}"));

    private static Polygon Square(double x, double y, double size) => new(new LinearRing(
    [
        new(x * Step, y * Step), new((x + size) * Step, y * Step), new((x + size) * Step, (y + size) * Step),
        new(x * Step, (y + size) * Step), new(x * Step, y * Step),
    ]));

    /// <summary>
    /// A walk with waits, pauses beyond silence, and now and then an end of duty; and what receivers do: bad accuracy,
    /// a position that sticks, one that jumps for a fix or for some.
    /// </summary>
    private static Gen<List<Report>> Track =>
        from start in Gen.Int[0, 3600]
        from paceMps in Gen.OneOf(1.5, 6.0, 12.0)
        from moves in Gen.Select(
            Gen.Int[0, 19], Gen.Double[-0.5, 3.7], Gen.Double[-0.5, 3.7], Gen.Int[0, 9], Gen.Int[0, 29]).List[0, 60]
        select Walk(start, paceMps, moves);

    private static List<Report> Walk(
        double seconds, double paceMps, List<(int Wait, double X, double Y, int Whim, int Fault)> moves)
    {
        var reports = new List<Report>();
        var (x, y) = (1.5, 1.5);
        var (offX, offY) = (0.0, 0.0);
        foreach (var (wait, toX, toY, whim, fault) in moves)
        {
            var duration = whim == 0 ? 30 * wait : (3 * wait) + 1;
            seconds += duration;
            if (whim is 0 or > 4)
            {
                var way = Math.Sqrt(((toX - x) * (toX - x)) + ((toY - y) * (toY - y))) * Step * 111_000;
                var share = way > 0 ? Math.Min(1, paceMps * duration / way) : 0;
                (x, y) = (x + (share * (toX - x)), y + (share * (toY - y)));
            }

            // A jump lasts as long as the faults go on.
            (offX, offY) = fault switch
            {
                26 or 27 => (toY, toX),
                28 => (offX, offY),
                _ => (0, 0),
            };
            var position = new GeoPoint((y + offY) * Step, (x + offX) * Step);
            if (reports.Count > 0 && At(seconds) <= reports[^1].FixTimeUs)
                continue;
            reports.Add(new Report
            {
                FixTimeUs = At(seconds),
                Position = fault is 24 or 25 && reports.Count > 0 ? reports[^1].Position : position,
                Status = whim == 9 && wait == 0 ? DeviceStatus.OffDuty : DeviceStatus.OnPatrol,
                AccuracyM = fault switch { 20 or 21 or 22 => 51, < 10 => fault, _ => null },
                SpeedMps = fault switch { 24 or 28 => 1, 23 or 25 => 0.5f, _ => null },
                BatteryPercent = whim % 3 == 0 ? 10 + wait : null,
                HeightM = fault % 4 == 0 ? null : 10 * ((wait + fault) % 12),
                Camera = wait % 5 == 0 ? null : new CameraPose(-90 + (10 * (whim % 8)), 30 * fault, 70, 50),
            });
        }

        return reports;
    }
}
