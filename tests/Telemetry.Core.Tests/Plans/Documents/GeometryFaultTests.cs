using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class GeometryFaultTests
{
    private const string BowTie =
        "{'type':'Polygon','coordinates':[[[121.4,31.2],[121.6,31.4],[121.6,31.2],[121.4,31.4],[121.4,31.2]]]}";

    private const string HoleOutside =
        "{'type':'Polygon','coordinates':[[[1,1],[1.1,1],[1.1,1.1],[1,1]],[[1.2,1],[1.3,1],[1.3,1.1],[1.2,1]]]}";

    private const string PartInPart =
        "{'type':'MultiPolygon','coordinates':[[[[1,1],[1.1,1],[1.1,1.1],[1,1]]],"
        + "[[[1.05,1.01],[1.06,1.01],[1.06,1.02],[1.05,1.01]]]]}";

    public static TheoryData<string, string> ZoneCases => new()
    {
        { "WRONG_GEOMETRY", Spot },
        { "WRONG_GEOMETRY", "null" },
        { "WRONG_GEOMETRY", "{'type':7}" },
        { "WRONG_GEOMETRY", "{'type':'GeometryCollection','geometries':[]}" },
        { "BAD_COORDINATES", "{'type':'Polygon'}" },
        { "BAD_COORDINATES", "{'type':'Polygon','coordinates':[7]}" },
        { "BAD_COORDINATES", Ring("1", "2", "3", "1") },
        { "BAD_COORDINATES", Ring("1,1", "1,null", "2,2", "1,1") },
        { "EMPTY_GEOMETRY", "{'type':'Polygon','coordinates':[]}" },
        { "EMPTY_GEOMETRY", "{'type':'Polygon','coordinates':[[]]}" },
        { "EMPTY_GEOMETRY", "{'type':'MultiPolygon','coordinates':[[]]}" },
        { "COORDINATES_OUT_OF_RANGE", Ring("181,1", "182,1", "182,2", "181,1") },
        { "COORDINATES_OUT_OF_RANGE", Ring("1,1", "1,91", "2,1", "1,1") },
        { "COORDINATES_OUT_OF_RANGE", Ring("1,1", "1e999,1", "2,1", "1,1") },
        { "NULL_ISLAND", Ring("1,1", "1.1,1", "0,0", "1,1") },
        { "UNCLOSED_RING", Ring("1,1", "1.1,1", "1.1,1.1", "1,1.1") },
        { "SHORT_RING", Ring("1,1", "1.1,1", "1,1") },
        { "TOO_MANY_VERTICES", Ring(Enumerable.Range(0, Limits.PlaceVertices + 1).Select(i => $"1,{i * 1e-5}")) },
        { "ZERO_AREA", Ring("1,1", "1.1,1", "1.2,1", "1,1") },
        { "ZERO_AREA", Ring("1,1", "1,1", "1,1", "1,1") },
        { "ZERO_AREA", Ring("1,1", "1.000001,1", "1.000001,1.000001", "1,1") },
        { "TOO_WIDE", Ring("1,1", "5,1", "5,2", "1,1") },
        { "CROSSES_ANTIMERIDIAN", Ring("179.9,1", "-179.9,1", "-179.9,1.1", "179.9,1.1", "179.9,1") },
        { "SELF_CROSSING", BowTie },
        { "SELF_CROSSING", Ring("1,1", "1.1,1.1", "1.1,1", "1,1.1000000001", "1,1") },
        { "MISPLACED_RINGS", HoleOutside },
        { "MISPLACED_RINGS", PartInPart },
    };

    public static TheoryData<string, string> PostCases => new()
    {
        { "WRONG_GEOMETRY", Square },
        { "BAD_COORDINATES", Point("'1','2'") },
        { "BAD_COORDINATES", Point("1") },
        { "EMPTY_GEOMETRY", Point("") },
        { "COORDINATES_OUT_OF_RANGE", Point("121,1e999") },
        { "NULL_ISLAND", Point("0,0") },
    };

    [Theory]
    [MemberData(nameof(ZoneCases))]
    public void Parse_UnsoundZone_SaysExactlyWhy(string code, string geometry) =>
        AssertOnlyFault($"a geometry {code}", Document(Zone("a", "", geometry)));

    [Theory]
    [MemberData(nameof(PostCases))]
    public void Parse_UnsoundPost_SaysExactlyWhy(string code, string geometry) =>
        AssertOnlyFault($"a geometry {code}", Document(Post("a", "'radius_m':20", geometry)));

    [Fact]
    public void Parse_UnsoundOutlineOfAnArea_IsAFaultToo() =>
        AssertOnlyFault("old geometry SELF_CROSSING", Document(Feature("'type':'area','id':'old'", BowTie)));

    [Fact]
    public void Parse_SelfCrossing_SaysWhere() =>
        Assert.Contains("[121.5, 31.3]", Assert.Single(Parse(Document(Zone("a", "", BowTie))).Faults).Reason);

    [Fact]
    public void Parse_LatitudeFirst_SaysThatTheyLookSwapped()
    {
        var zone = Zone("z", "", Ring("31.22,121.49", "31.22,121.5", "31.23,121.5", "31.22,121.49"));
        var post = Post("p", "'radius_m':20", Point("31.22,121.49"));

        Assert.All(Parse(Document(zone, post)).Faults, fault => Assert.Contains("look swapped", fault.Reason));
    }

    [Fact]
    public void Parse_OneLatitudeTooFarNorth_SaysNothingOfSwapping()
    {
        var zone = Zone("z", "", Ring("121.49,31.22", "121.5,310.22", "121.5,31.23", "121.49,31.22"));

        Assert.DoesNotContain("swapped", Assert.Single(Parse(Document(zone)).Faults).Reason);
    }
}
