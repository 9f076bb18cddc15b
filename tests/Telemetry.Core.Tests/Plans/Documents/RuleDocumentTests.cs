using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class RuleDocumentTests
{
    private const string Everything = """
        'max_interval_min':30,'min_dwell_s':60,'merge_gap_s':15,'eligible':'drone,bike','duty':'night',
        'min_visits':4,'min_patrol_min':20,'min_officer_min':40.5,
        'cover_fraction':0.8,'cover_interval_min':120,'cell_m':10,'min_strength':2,'strength_grace_s':300,
        'slot_every_min':60,'slot_length_min':15
        """;

    private static readonly DutySchedule NightDuty = new("Asia/Shanghai", [new([], new(20, 0), new(4, 0))]);
    private static readonly DeviceKinds BikesAndDrones = [DeviceKind.Bike, DeviceKind.Drone];

    private static readonly VisitDemand Visit = new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(15));

    private static PlaceRule[] AllRules =>
    [
        new OverdueRule("overdue", TimeSpan.FromMinutes(30), Visit, BikesAndDrones, NightDuty),
        new DoseRule(
            "dose", 4, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40.5), Visit, BikesAndDrones, NightDuty),
        new CoverRule("cover", 0.8, TimeSpan.FromHours(2), 10, BikesAndDrones, NightDuty),
        new StrengthRule("strength", 2, TimeSpan.FromSeconds(300), BikesAndDrones, NightDuty),
        new SlotRule("slot", TimeSpan.FromHours(1), TimeSpan.FromMinutes(15), Visit, BikesAndDrones, NightDuty),
    ];

    public static TheoryData<string[]> Holders =>
    [
        [Night, Zone("a", Everything, Yard)],
        [Night, Feature($"'type':'plan',{Everything}"), Zone("a", "", Yard)],
        [Night, Area("old", Everything), Zone("a", "'area':'old'", Yard)],
        [
            Night, Feature("'type':'plan','max_interval_min':45,'min_dwell_s':90,'duty':'always','cell_m':5"),
            Area("old", Everything.Replace("'min_visits':4,", "").Replace(",'cell_m':10", "")),
            Zone("a", "'area':'old','min_visits':4,'cell_m':10", Yard),
        ],
    ];

    [Theory]
    [MemberData(nameof(Holders))]
    public void Parse_RulesOnPlanAreaOrPlace_AreThePlaces(string[] features) =>
        Assert.Equal(AllRules, PlanOf(features).Places[0].Rules);

    [Fact]
    public void Parse_RulesThatSayOnlyTheirDemand_HaveTheDefaults()
    {
        var rules = PlanOf(
            Night,
            Zone(
                "a",
                "'max_interval_min':30,'cover_fraction':1,'min_strength':3,'slot_every_min':60,'duty':'night'",
                Yard))
            .Places[0].Rules;

        var visit = VisitDemand.AnyAttendance;
        Assert.Equal<PlaceRule>(
            [
                new OverdueRule("overdue", TimeSpan.FromMinutes(30), visit, DeviceKinds.Any, NightDuty),
                new CoverRule("cover", 1, TimeSpan.FromMinutes(30), 20, DeviceKinds.Any, NightDuty),
                new StrengthRule("strength", 3, TimeSpan.FromMinutes(2), DeviceKinds.Any, NightDuty),
                new SlotRule("slot", TimeSpan.FromHours(1), TimeSpan.FromHours(1), visit, DeviceKinds.Any, NightDuty),
            ],
            rules);
    }

    [Fact]
    public void Parse_ZeroAtThePlace_TakesOutWhatIsInherited()
    {
        var plan = PlanOf(
            Night,
            Feature($"'type':'plan',{Everything}"),
            Zone(
                "a",
                "'max_interval_min':0,'min_visits':0,'min_patrol_min':0,'min_officer_min':0,'cover_fraction':0,"
                + "'min_strength':0,'slot_every_min':0",
                Yard));

        Assert.Empty(plan.Places[0].Rules);
    }

    [Fact]
    public void Parse_PartOfADose_AsksThatAlone()
    {
        var plan = PlanOf(Night, Zone("a", "'min_officer_min':90,'duty':'night'"));

        Assert.Equal(
            new DoseRule(
                "dose", 0, TimeSpan.Zero, TimeSpan.FromMinutes(90), VisitDemand.AnyAttendance, DeviceKinds.Any,
                NightDuty),
            Assert.Single(plan.Places[0].Rules));
    }

    [Fact]
    public void Parse_WeightAndDrones_AreInheritedFromTheArea()
    {
        var plan = PlanOf(
            Feature("'type':'plan','drone_presence':'camera','drone_max_height_m':100"),
            Area("old", "'weight':3,'drone_max_height_m':60"),
            Zone("a", "'area':'old'"),
            Zone("b", "'area':'old','weight':5,'drone_presence':'flight','drone_max_height_m':0"),
            Zone("c"));

        Assert.Equal([3, 5, 1], plan.Places.Select(place => place.Weight));
        Assert.Equal(
            [new(DroneMode.Camera, 60), new(DroneMode.Flight, null), new DronePresence(DroneMode.Camera, 100)],
            plan.Places.Select(place => place.Drones));
    }

    [Fact]
    public void Parse_DronesCountOtherwise_IsAnotherDigest()
    {
        string[] drones = ["", "'drone_presence':'camera'", "'drone_max_height_m':60", "'drone_max_height_m':61"];
        var digests = drones.Select(more => PlanOf(Zone("a", more)).Places[0].Digest).ToList();

        Assert.Equal(4, digests.Distinct().Count());
        Assert.Equal(digests[0], PlanOf(Zone("a", "'drone_presence':'flight','max_interval_min':30")).Places[0].Digest);
    }

    [Fact]
    public void Parse_AreaAsOnePlace_IsItsZonesTogether()
    {
        var plan = PlanOf(
            Night,
            Feature("""
                'type':'plan','max_interval_min':45,'min_visits':2,'min_dwell_s':60,'merge_gap_s':15,'duty':'night'
                """),
            Area("old", """
                'name':'Old Town','applies_to':'area','weight':4,'min_officer_min':600,'drone_max_height_m':60
                """),
            Zone("a", "'area':'old'"),
            Zone("b", "'area':'old'", NextSquare),
            Zone("c", "", Yard),
            Post("p", "'radius_m':50,'area':'old'", Point("121.7,31.25")));

        var whole = Assert.Single(plan.Composites);
        Assert.Equal(("area:old", "Old Town", PlaceKind.Area), (whole.Id, whole.Name, whole.Kind));
        Assert.Equal(("old", 4), (whole.AreaId, whole.Weight));
        Assert.Equal(new DronePresence(DroneMode.Flight, 60), whole.Drones);
        var ground = Assert.IsType<PlaceShape.Area>(whole.Shape).Geometry;
        Assert.Equal((0.02, 1, 7), (Math.Round(ground.Area, 9), ground.NumGeometries, ground.NumPoints));
        Assert.Equal(
            new DoseRule("dose", 0, TimeSpan.Zero, TimeSpan.FromMinutes(600), Visit, DeviceKinds.Any, NightDuty),
            Assert.Single(whole.Rules));

        // Its places have the plan's rules and nothing of the area's.
        Assert.All(plan.Places, place => Assert.Equal<PlaceRule>(plan.Places[2].Rules, place.Rules));
        Assert.All(plan.Places, place => Assert.Equal((1, default), (place.Weight, place.Drones)));
        Assert.Equal(["a", "b", "c", "p", "area:old"], plan.Grounds.Select(place => place.Id));
    }

    [Fact]
    public void Parse_AreaAsOnePlaceThatDemandsNothing_IsNone()
    {
        var plan = PlanOf(
            Feature("'type':'plan','max_interval_min':45"),
            Area("old", "'applies_to':'area','min_officer_min':0"),
            Zone("a", "'area':'old'"));

        Assert.Empty(plan.Composites);
    }

    [Fact]
    public void Parse_Fences_HaveEverythingSaid()
    {
        var plan = PlanOf(
            Night,
            Feature("'type':'plan','duty':'night'"),
            Zone("a"),
            Device("d1", "'kind':'drone','unit':'air'"),
            Fence("sky", "'name':'Sky','fence':'ceiling','ceiling_m':120,'kinds':'drone','unit':'air','weight':2"),
            Fence("a", "'fence':'keep_out','duty':'always','unit':''", Yard),
            Fence("home", "'fence':'keep_in','kinds':['bike']"));

        Assert.Equal(
            [
                new FenceRule("sky", FenceKind.Ceiling, 120, "air", [DeviceKind.Drone], NightDuty),
                new FenceRule("a", FenceKind.KeepOut, null, null, DeviceKinds.Any, DutySchedule.Always),
                new FenceRule("home", FenceKind.KeepIn, null, null, [DeviceKind.Bike], NightDuty),
            ],
            plan.Fences.Select(fence => Assert.IsType<FenceRule>(Assert.Single(fence.Rules))));
        Assert.Equal(["fence:sky", "fence:a", "fence:home"], plan.Fences.Select(fence => fence.Id));
        Assert.Equal(("Sky", 2, PlaceKind.Fence), (plan.Fences[0].Name, plan.Fences[0].Weight, plan.Fences[0].Kind));
        Assert.Equal(["a", "fence:sky", "fence:a", "fence:home"], plan.Grounds.Select(place => place.Id));
    }

    [Fact]
    public void Parse_DatesOfDuty_AreSortedAndJoined()
    {
        var plan = PlanOf(
            Duty("""
                'id':'golden','time_zone':'Asia/Shanghai','start':'20:00','end':'04:00','days':'mon-sat',
                'dates':'2026-10-05..2026-10-07, 2026-12-31,2026-10-01..2026-10-04','except_dates':['2026-10-02']
                """),
            Zone("a", "'max_interval_min':30,'duty':'golden'"));

        var window = Assert.Single(plan.Places[0].Rules[0].Duty.Windows);
        Assert.Equal<DateSpan>(
            [new(new(2026, 10, 1), new(2026, 10, 7)), new(new(2026, 12, 31), new(2026, 12, 31))], window.Dates);
        Assert.Equal<DateSpan>([new(new(2026, 10, 2), new(2026, 10, 2))], window.ExceptDates);
    }

    /// <summary>Nothing is worked out of the parse that another parse of the same would not.</summary>
    [Fact]
    public void Parse_Twice_IsTheSame()
    {
        string[] document =
        [
            Night, Area("old", "'applies_to':'area','max_interval_min':30"),
            Zone("a", $"'area':'old',{Everything}", Yard),
            Fence("f", "'fence':'keep_out'"),
        ];
        var (first, second) = (PlanOf(document), PlanOf(document));

        Assert.Equal(first.Grounds.SelectMany(place => place.Rules), second.Grounds.SelectMany(place => place.Rules));
        Assert.Equal(first.Grounds.Select(place => place.Digest), second.Grounds.Select(place => place.Digest));
    }
}
