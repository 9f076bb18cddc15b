using Telemetry.Core.Plans;
using Telemetry.Core.Tests.Plans.Documents;

namespace Telemetry.Core.Tests.Plans;

/// <summary>Posts a kilometre apart, so that the way between them is known.</summary>
public sealed class PatrolNeedTests
{
    private const string West = "{'type':'Point','coordinates':[10,0]}";
    private const string East = "{'type':'Point','coordinates':[10.0089932,0]}";
    private const string Bike = "'kind':'bike'";

    private static readonly string Night =
        PlanText.Duty("'id':'night','time_zone':'Etc/UTC','start':'20:00','end':'02:00'");

    private static readonly TimeRange Day = new(0, 86_400 * TimeUs.PerSecond);

    [Fact]
    public void Of_Overdue_IsAVisitAndAWayForEachInterval()
    {
        var need = Need("'max_interval_min':60,'min_dwell_s':600");
        // 24 visits of 10 minutes at each of two posts, and 1 km at 3.5 m/s to each.
        Assert.Equal(8, need.OnSite.TotalHours, 6);
        Assert.Equal(48 * 1001.1 / 3.5 / 3600, need.Travel.TotalHours, 1);
        Assert.Equal(24, need.Roster.TotalHours, 6);
    }

    /// <summary>Of both posts, by a night of 20:00 to 02:00.</summary>
    [Theory]
    [InlineData("'min_visits':3,'min_dwell_s':600", 1)]
    [InlineData("'min_visits':3,'min_dwell_s':600,'min_patrol_min':60", 2)]
    [InlineData("'min_officer_min':90,'min_patrol_min':60", 3)]
    [InlineData("'slot_every_min':60,'min_dwell_s':600", 2)]
    [InlineData("'min_strength':2", 24)]
    [InlineData("'min_strength':2,'max_interval_min':60,'min_dwell_s':600", 24)]
    public void Of_OtherRules_IsWhatTheOneThatNeedsMostAsks(string rule, double hours)
    {
        var need = Need($"{rule},'duty':'night'", Night);
        Assert.Equal(hours, need.OnSite.TotalHours, 6);
    }

    [Fact]
    public void Of_Cover_IsTheGroundInLanesAsWideAsABikeSees()
    {
        var need = Need("'cover_fraction':0.5,'cover_interval_min':60,'duty':'night'", Night);
        // Half of two discs of 20 m, six times, in lanes of 30 m at 3.5 m/s.
        var seconds = 2 * 6 * 0.5 * Math.PI * 400 / (30 * 3.5);
        Assert.Equal(seconds, need.OnSite.TotalSeconds, 3);
    }

    [Fact]
    public void Of_HalfAShift_IsHalfItsDose()
    {
        var plan = PlanText.PlanOf([.. Posts("'min_patrol_min':60,'duty':'night'"), Night]);
        var evening = new TimeRange(12 * 3600 * TimeUs.PerSecond, 23 * 3600 * TimeUs.PerSecond);
        Assert.Equal(1, PatrolNeed.Of(plan, evening).OnSite.TotalHours, 6);
    }

    [Fact]
    public void Of_PlacesThatAskNothing_IsNothing()
    {
        var need = Need("'max_interval_min':0");
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (need.OnSite, need.Travel));
    }

    [Fact]
    public void Of_OnePlaceAlone_NeedsNoWay()
    {
        var plan = PlanText.PlanOf(PlanText.Post("a", "'radius_m':20,'max_interval_min':60,'min_dwell_s':600", West));
        var need = PatrolNeed.Of(plan, Day);
        Assert.Equal((TimeSpan.FromHours(4), TimeSpan.Zero), (need.OnSite, need.Travel));
    }

    [Fact]
    public void Of_DutyByNight_CountsItsHoursAlone()
    {
        var need = Need("'max_interval_min':60,'min_dwell_s':600,'duty':'night'", Night);
        Assert.Equal(2, need.OnSite.TotalHours, 6);
    }

    [Fact]
    public void Of_TwiceTheSpan_IsTwiceTheNeed()
    {
        var plan = PlanText.PlanOf(Posts("'max_interval_min':60,'min_dwell_s':600"));
        var (one, two) = (PatrolNeed.Of(plan, Day), PatrolNeed.Of(plan, Day with { EndUs = 2 * Day.EndUs }));
        Assert.Equal(2 * one.OnSite, two.OnSite);
        Assert.Equal(2 * one.Travel, two.Travel);
    }

    private static PatrolNeed Need(string rule, params string[] more) =>
        PatrolNeed.Of(PlanText.PlanOf([.. Posts(rule), .. more]), Day);

    private static string[] Posts(string rule) =>
    [
        PlanText.Post("a", $"'radius_m':20,{rule}", West), PlanText.Post("b", $"'radius_m':20,{rule}", East),
        PlanText.Device("bike-1", Bike),
    ];
}
