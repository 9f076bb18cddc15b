using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Engine;

/// <summary>
/// The synthetic city with everything demanded that can be: each rule at every zone, check-in slots at the posts too, a
/// keep-out here and there, a keep-in for each unit, every device on the roster, three shifts a day.
/// </summary>
internal static class PatrolPlan
{
    public const double CellM = 25;

    private const int ZonesPerKeepOut = 500;
    private const double KeepOutRadiusM = 120;
    private const int ZonesPerPair = 10;

    private static readonly VisitDemand Visit = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20));

    private static readonly DutySchedule Shifts = new(
        "Asia/Shanghai",
        [
            new DutyWindow([], new TimeOnly(0, 0), new TimeOnly(8, 0)),
            new DutyWindow([], new TimeOnly(8, 0), new TimeOnly(16, 0)),
            new DutyWindow([], new TimeOnly(16, 0), new TimeOnly(0, 0)),
        ]);

    public static Plan Of(
        SyntheticCity city, IReadOnlyList<PatrolDevice> devices, Districts districts, bool withRules) => new(
        "bench",
        [.. city.Places.Select((place, i) => place with { Rules = withRules ? RulesOf(place, i) : [] })],
        [],
        devices.Select(Entry).ToImmutableDictionary(entry => entry.DeviceId),
        ImmutableDictionary<DeviceKind, KindSettings>.Empty)
        {
            Fences =
            [
                .. KeepOuts(city),
                .. Enumerable.Range(0, districts.Count).Select(unit => KeepIn(districts, unit)),
            ],
        };

    public static string Unit(int district) => $"unit-{district:000}";

    private static RosterEntry Entry(PatrolDevice device) => new(
        device.Identity.Id, device.Identity.Kind, device.Identity.Unit, device.Identity.Id, Shifts);

    private static ImmutableArray<PlaceRule> RulesOf(Place place, int ordinal)
    {
        PlaceRule[] rules =
        [
            new OverdueRule(RuleIds.Overdue, TimeSpan.FromMinutes(60), Visit, DeviceKinds.Any, Shifts),
            new DoseRule(
                RuleIds.Dose, 6, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(20), Visit, DeviceKinds.Any, Shifts),
            new CoverRule(RuleIds.Cover, 0.25, TimeSpan.FromHours(4), CellM, DeviceKinds.Any, Shifts),
            new StrengthRule(
                RuleIds.Strength, ordinal % ZonesPerPair == 0 ? 2 : 1, TimeSpan.FromMinutes(60), DeviceKinds.Any,
                Shifts),
        ];
        return place.Kind == PlaceKind.Post
            ? [.. rules, new SlotRule(
                RuleIds.Slot, TimeSpan.FromHours(2), TimeSpan.FromHours(1), VisitDemand.AnyAttendance, DeviceKinds.Any,
                Shifts)]
            : [.. rules];
    }

    private static IEnumerable<Place> KeepOuts(SyntheticCity city)
    {
        var random = new Random(city.Zones.Count);
        return Enumerable.Range(0, city.Zones.Count / ZonesPerKeepOut).Select(i => Fence(
            $"out{i}", FenceKind.KeepOut, null, new PlaceShape.Disc(city.PointIn(random), KeepOutRadiusM)));
    }

    private static Place KeepIn(Districts districts, int district)
    {
        var shape = GeometryFactory.Default.ToGeometry(districts.Bounds(district));
        return Fence($"in{district}", FenceKind.KeepIn, Unit(district), new PlaceShape.Area(shape));
    }

    private static Place Fence(string id, FenceKind kind, string? unit, PlaceShape shape) => new(
        Place.FencePrefix + id, id, PlaceKind.Fence, shape, null, 1,
        [new FenceRule(id, kind, null, unit, DeviceKinds.Any, DutySchedule.Always)], id);
}
