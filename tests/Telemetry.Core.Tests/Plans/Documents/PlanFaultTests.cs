using System.Reflection;
using Telemetry.Core.Plans.Documents;
using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class PlanFaultTests
{
    [Fact]
    public void Parse_ManyFaults_ListsAllOfThemByFeature()
    {
        var result = Parse(Document(
            Zone("a", "'max_interval_min':0.1,'duty':'nihgt'", Spot),
            Zone("a", "'eligible':'boat'"),
            Duty("'id':'night','start':'20:00','end':'04:00','time_zone':'Asia/Shanghai'"),
            Device("b1", "'typo':1")));

        Assert.Equal(
            [
                "a max_interval_min OUT_OF_RANGE",
                "a duty UNKNOWN_DUTY",
                "a geometry WRONG_GEOMETRY",
                "a id DUPLICATE_ID",
                "a eligible UNKNOWN_KIND",
                "b1 kind MISSING_PROPERTY",
                "b1 typo UNKNOWN_PROPERTY",
            ],
            result.Faults.Select(Short));
        Assert.Equal((7, 2, 1), (result.FaultCount, result.PlaceCount, result.DeviceCount));
    }

    [Theory]
    [InlineData("'max_intervall_min':20", "did you mean `max_interval_min`?")]
    [InlineData("'Weight':2", "did you mean `weight`?")]
    [InlineData("'area':'od-town'", "did you mean `old-town`?")]
    [InlineData("'drone_presence':'Camera'", "did you mean `camera`?")]
    [InlineData("'min_visit':2", "did you mean `min_visits`?")]
    public void Parse_Misspelt_SaysWhatWasMeant(string property, string hint)
    {
        var result = Parse(Document(Zone("a", property), Feature("'type':'area','id':'old-town'")));

        Assert.Contains(hint, Assert.Single(result.Faults).Reason);
    }

    [Fact]
    public void Parse_NothingLikeIt_GuessesNothing() =>
        Assert.DoesNotContain("mean", Assert.Single(Parse(Document(Zone("a", "'colour':'red'"))).Faults).Reason);

    [Fact]
    public void Parse_MoreFaultsThanListed_CountsTheRest()
    {
        var result = Parse(Document(Enumerable.Range(0, 3_000).Select(i => Zone($"z{i}", "'weight':-1"))));

        Assert.Equal(3_000, result.FaultCount);
        Assert.Equal(Limits.PlanFaultsListed, result.Faults.Length);
    }

    [Fact]
    public void Parse_KindOnAFence_SaysWhatWasMeant()
    {
        var result = Parse(Document(Fence("f", "'fence':'keep_out','kind':'drone'")));

        Assert.Contains("did you mean `kinds`?", Assert.Single(result.Faults).Reason);
    }

    [Fact]
    public void Parse_MoreCellsThanAPlanMayHave_SaysHowMany()
    {
        // Each about 91,000 cells.
        var zones = Enumerable.Range(0, 120)
            .Select(i => Zone($"z{i}", "'cover_fraction':0.5,'cover_interval_min':60,'cell_m':34"));

        Assert.Equal("- features TOO_MANY", Short(Assert.Single(Parse(Document(zones)).Faults)));
    }

    [Fact]
    public void Codes_All_AreTriedByATable()
    {
        // What takes bytes that are no text, or too many of them, has tests of its own beside the tables.
        string[] besides = [PlanFaultCode.TooLarge, PlanFaultCode.NotUtf8, PlanFaultCode.TooMany];
        var tables = new[]
        {
            EnvelopeFaultTests.Cases, PropertyFaultTests.Cases, RuleFaultTests.Cases, DutyFaultTests.Cases,
            GeometryFaultTests.ZoneCases, GeometryFaultTests.PostCases,
        };
        var tried = tables.SelectMany(table => table).Select(row => ((string)row[0]!).Split(' ')[^1]).Concat(besides);

        Assert.Equal(AllCodes().Order(), tried.Distinct().Order());
    }

    internal static IEnumerable<string> AllCodes() =>
        typeof(PlanFaultCode).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!);
}
