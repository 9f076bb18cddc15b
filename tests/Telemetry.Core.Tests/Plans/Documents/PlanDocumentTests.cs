using System.Text;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Tracks;
using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class PlanDocumentTests
{
    [Fact]
    public void Parse_Zone_HasEverythingSaid()
    {
        var plan = PlanOf(
            Feature("'type':'area','id':'old','name':'Old Town'"),
            Night,
            Zone("a", """
                'name':'Silk Lane','area':'old','weight':2,'max_interval_min':30,'min_dwell_s':60,'merge_gap_s':15,
                'eligible':'drone, bike','duty':'night'
                """));

        var zone = Assert.Single(plan.Places);
        Assert.Equal(("a", "Silk Lane", PlaceKind.Zone), (zone.Id, zone.Name, zone.Kind));
        Assert.Equal(("old", 2), (zone.AreaId, zone.Weight));
        var night = new DutySchedule("Asia/Shanghai", [new([], new(20, 0), new(4, 0))]);
        Assert.Equal(
            new OverdueRule(
                "overdue", TimeSpan.FromMinutes(30), new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(15)),
                [DeviceKind.Bike, DeviceKind.Drone], night),
            Assert.Single(zone.Rules));
        Assert.Equal(new PlanArea("old", "Old Town"), Assert.Single(plan.Areas));
    }

    [Fact]
    public void Parse_PlaceThatSaysNothing_InheritsThePlan()
    {
        var plan = PlanOf(
            Night,
            Feature("""
                'type':'plan','name':'Night','max_interval_min':45,'min_dwell_s':90,'merge_gap_s':10,
                'eligible':['bike'],'duty':'night'
                """),
            Zone("a"),
            Post("b", "'radius_m':25,'max_interval_min':20,'eligible':'any','duty':'always'"),
            Device("b1", "'kind':'bike'"));

        Assert.Equal("Night", plan.Name);
        var (zone, post) = (OverdueAt(plan.Places[0]), OverdueAt(plan.Places[1]));
        Assert.Equal((45, 90), (zone.MaxInterval.TotalMinutes, zone.Visit.MinDwell.TotalSeconds));
        Assert.Equal(10, zone.Visit.MergeGap.TotalSeconds);
        Assert.Equal(DeviceKind.Bike, Assert.Single(zone.Eligible));
        Assert.False(zone.Duty.IsAlways);
        Assert.Same(zone.Duty, plan.Roster["b1"].Duty);
        Assert.Equal((20, 90), (post.MaxInterval.TotalMinutes, post.Visit.MinDwell.TotalSeconds));
        Assert.True(post.Eligible.IsAny);
        Assert.True(post.Duty.IsAlways);
    }

    [Fact]
    public void Parse_NoIntervalOrZero_HasNoRule()
    {
        Assert.Empty(PlanOf(Zone("a")).Places[0].Rules);
        var plan = PlanOf(Feature("'type':'plan','max_interval_min':45"), Zone("a", "'max_interval_min':0"));
        Assert.Empty(plan.Places[0].Rules);
    }

    [Fact]
    public void Parse_RuleThatSaysOnlyItsInterval_HasTheDefaults()
    {
        var rule = OverdueAt(PlanOf(Zone("a", "'max_interval_min':30")).Places[0]);

        Assert.Equal((TimeSpan.Zero, TimeSpan.FromSeconds(20)), (rule.Visit.MinDwell, rule.Visit.MergeGap));
        Assert.True(rule.Accepts(DeviceKind.Handset));
        Assert.Same(DutySchedule.Always, rule.Duty);
    }

    [Fact]
    public void Parse_Post_IsADisc()
    {
        var place = Assert.Single(PlanOf(Post("p")).Places);

        Assert.Equal(new PlaceShape.Disc(new(31.22, 121.49), 20), place.Shape);
        Assert.Equal("p", place.Name);
    }

    [Fact]
    public void Parse_HolesPartsAndHeights_AreKept()
    {
        var place = Assert.Single(PlanOf(Zone("a", "", """
            {'type':'MultiPolygon','coordinates':[
              [[[1,1,9],[1.1,1,9],[1.1,1.1,9],[1,1.1,9],[1,1,9]],[[1.02,1.02],[1.04,1.02],[1.04,1.04],[1.02,1.02]]],
              [[[1.2,1],[1.3,1],[1.3,1.1],[1.2,1]]]]}
            """)).Places);

        var area = Assert.IsType<PlaceShape.Area>(place.Shape).Geometry;
        Assert.Equal((2, 13), (area.NumGeometries, area.NumPoints));
        Assert.Equal(0.01 - 0.0002 + 0.005, area.Area, 9);
    }

    [Fact]
    public void Parse_WindowsOfOneSchedule_AreTogether()
    {
        const string More = "'schedule':'n','time_zone':'Asia/Shanghai'";
        var plan = PlanOf(
            Duty($"'id':'n1',{More},'days':'fri-sat','start':'20:00','end':'04:00'"),
            Duty($"{More},'days':['Sun','mon-thu'],'start':'21:30:00','end':'24:00'"),
            Zone("a", "'max_interval_min':30,'duty':'n'"));

        Assert.Equal(
            new DutySchedule("Asia/Shanghai", [
                new([DayOfWeek.Friday, DayOfWeek.Saturday], new(20, 0), new(4, 0)),
                new([.. Enum.GetValues<DayOfWeek>().Take(5)], new(21, 30), new(0, 0)),
            ]),
            plan.Places[0].Rules[0].Duty);
    }

    [Fact]
    public void Parse_WholeDay_IsNoEmptyWindow()
    {
        var plan = PlanOf(
            Duty("'id':'d','time_zone':'Etc/UTC','start':'00:00','end':'24:00','days':'sat'"),
            Zone("a", "'max_interval_min':30,'duty':'d'"));

        Assert.Equal(TimeSpan.FromDays(1), plan.Places[0].Rules[0].Duty.NextWindow(0)?.Length);
    }

    [Fact]
    public void Parse_Kind_SetsWhatItSaysAndKeepsTheRest()
    {
        var plan = PlanOf(
            Kind("'kind':'drone','silence_after_s':20"),
            Kind("'kind':'car','reach_m':25,'low_battery_percent':10,'degraded_grace_s':60"));

        Assert.Equal(
            new KindSettings(TimeSpan.FromSeconds(20), 30, 50) { ReachM = 30 }, plan.SettingsOf(DeviceKind.Drone));
        Assert.Equal(
            new KindSettings(TimeSpan.FromSeconds(60), 45, 50)
            {
                ReachM = 25,
                LowBatteryPercent = 10,
                DegradedGrace = TimeSpan.FromSeconds(60),
            },
            plan.SettingsOf(DeviceKind.Car));
        Assert.Equal(KindSettings.DefaultFor(DeviceKind.Bike), plan.SettingsOf(DeviceKind.Bike));
    }

    [Fact]
    public void Parse_Device_IsOnTheRoster()
    {
        var plan = PlanOf(Device("b1", "'kind':'bike','unit':'squad 1','call_sign':'One'"));

        Assert.Equal(new RosterEntry("b1", DeviceKind.Bike, "squad 1", "One", DutySchedule.Always), plan.Roster["b1"]);
    }

    [Fact]
    public void Parse_WhatAnEditorLeaves_IsNoFault()
    {
        // A byte order mark, a crs, columns of other types as null, numbered rows, styles and notes of one's own.
        var document = """
            {"type":"FeatureCollection","name":"Old Quarter","bbox":[0,0,1,1],
             "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},
             "features":[{"type":"Feature","id":17,"geometry":{"type":"Point","coordinates":[121.49,31.22,4.5]},
              "properties":{"type":"post","radius_m":20.0,"start":null,"kind":null,"nonsense":null,"fid":3,
               "fill":"#f00","_note":{},"x-colour":[1],"name_zh":"码头"}}]}
            """;

        var result = PlanDocument.Parse((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(document)]);

        Assert.Empty(result.Faults);
        Assert.Equal("Old Quarter", result.Plan!.Name);
        Assert.Equal("17", result.Plan.Places[0].Id);
    }

    [Fact]
    public void Parse_IdAsPropertyAndMember_TakesTheProperty()
    {
        var document = Document(Zone("bund").Replace("'type':'Feature'", "'type':'Feature','id':4"));

        Assert.Equal("bund", Parse(document).Plan!.Places[0].Id);
    }

    [Fact]
    public void Parse_SameIdInDifferentCategories_IsNoFault() =>
        Assert.Empty(Parse(Document(
            Zone("1", "'area':'1'"), Feature("'type':'area','id':1"),
            Device("1", "'kind':'car'"))).Faults);

    [Fact]
    public void Parse_EmptyCollection_IsAnEmptyPlan() => Assert.Empty(PlanOf().Places);

    private static OverdueRule OverdueAt(Place place) => Assert.IsType<OverdueRule>(Assert.Single(place.Rules));
}
