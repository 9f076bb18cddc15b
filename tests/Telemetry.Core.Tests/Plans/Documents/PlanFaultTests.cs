using System.Reflection;
using System.Text;
using Telemetry.Core.Plans.Documents;
using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class PlanFaultTests
{
    private const string Night = "\"type\":\"duty\",\"id\":\"night\"";
    private const string Hours = "\"start\":\"20:00\",\"end\":\"04:00\"";
    private const string Shanghai = "\"time_zone\":\"Asia/Shanghai\"";

    /// <summary>document, then the one fault expected: feature, property, code.</summary>
    public static TheoryData<string, string?, string, string> Faults => new()
    {
        // The document.
        { "{", null, "document", PlanFaultCode.NotJson },
        { """{"type":"FeatureCollection","features":[NaN]}""", null, "document", PlanFaultCode.NotJson },
        { new string('[', 200) + new string(']', 200), null, "document", PlanFaultCode.NotJson },
        { """{"type":"FeatureCollection","type":"x","features":[]}""", null, "document", PlanFaultCode.NotJson },
        { "", null, "document", PlanFaultCode.NotJson },
        { Document(Zone("a", "\"\\ud800\":20")), null, "document", PlanFaultCode.NotJson },
        { "[]", null, "document", PlanFaultCode.NotFeatureCollection },
        { "null", null, "document", PlanFaultCode.NotFeatureCollection },
        { """{"type":"Feature"}""", null, "document", PlanFaultCode.NotFeatureCollection },
        { """{"type":"FeatureCollection","features":{}}""", null, "document", PlanFaultCode.NotFeatureCollection },
        {
            """{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},"features":[]}""",
            null, "crs", PlanFaultCode.WrongCrs
        },
        { """{"type":"FeatureCollection","crs":7,"features":[]}""", null, "crs", PlanFaultCode.WrongCrs },
        { Document("7"), "#1", "features", PlanFaultCode.NotAFeature },
        { Document("""{"type":"Feature","geometry":null}"""), "#1", "features", PlanFaultCode.NotAFeature },
        { Document("""{"type":"Polygon","properties":{}}"""), "#1", "features", PlanFaultCode.NotAFeature },

        // Names and ids.
        { Document(Zone("a"), Feature("")), "#2", "type", PlanFaultCode.MissingProperty },
        { Document(Feature("\"type\":7")), "#1", "type", PlanFaultCode.WrongValueType },
        { Document(Feature("\"type\":\"zoone\",\"id\":\"a\"")), "a", "type", PlanFaultCode.UnknownType },
        { Document(Feature("\"type\":\"zone\"", Square)), "#1", "id", PlanFaultCode.MissingProperty },
        { Document(Zone("a b")), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone("")), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone("-a")), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone("外滩")), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone("a\\n")), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone("\\ud800")), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone(new string('a', 65))), "#1", "id", PlanFaultCode.BadId },
        { Document(Feature("\"type\":\"zone\",\"id\":1.5", Square)), "#1", "id", PlanFaultCode.BadId },
        { Document(Zone("a"), Zone("b"), Post("a")), "a", "id", PlanFaultCode.DuplicateId },
        { Document(Zone("a", "\"max_intervall_min\":20")), "a", "max_intervall_min", PlanFaultCode.UnknownProperty },
        { Document(Zone("a", "\"radius_m\":20")), "a", "radius_m", PlanFaultCode.UnknownProperty },

        // Values.
        { Document(Zone("a", "\"max_interval_min\":\"20\"")), "a", "max_interval_min", PlanFaultCode.WrongValueType },
        { Document(Zone("a", "\"max_interval_min\":0.5")), "a", "max_interval_min", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"max_interval_min\":-1")), "a", "max_interval_min", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"max_interval_min\":44641")), "a", "max_interval_min", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"max_interval_min\":1e999")), "a", "max_interval_min", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"min_dwell_s\":86401")), "a", "min_dwell_s", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"merge_gap_s\":-1")), "a", "merge_gap_s", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"weight\":0")), "a", "weight", PlanFaultCode.OutOfRange },
        { Document(Zone("a", "\"name\":7")), "a", "name", PlanFaultCode.WrongValueType },
        { Document(Zone("a", "\"name\":\"\\ud800\"")), "a", "name", PlanFaultCode.WrongValueType },
        { Document(Zone("a", "\"name\":\"a\\u0000b\"")), "a", "name", PlanFaultCode.BadText },
        { Document(Zone("a", $"\"name\":\"{new string('x', 201)}\"")), "a", "name", PlanFaultCode.BadText },
        { Document(Zone("a", "\"eligible\":\"bike,boat\"")), "a", "eligible", PlanFaultCode.UnknownKind },
        { Document(Zone("a", "\"eligible\":true")), "a", "eligible", PlanFaultCode.WrongValueType },
        { Document(Zone("a", "\"duty\":\"night\"")), "a", "duty", PlanFaultCode.UnknownDuty },
        { Document(Zone("a", "\"area\":\"old\"")), "a", "area", PlanFaultCode.UnknownArea },
        { Document(Zone("a", "\"area\":\"old town\"")), "a", "area", PlanFaultCode.BadId },
        {
            Document(Zone("a", "\"max_interval_min\":10,\"min_dwell_s\":600")),
            "a", "max_interval_min", PlanFaultCode.ContradictoryRule
        },
        {
            Document(Zone("a", "\"max_interval_min\":1,\"merge_gap_s\":60")),
            "a", "max_interval_min", PlanFaultCode.ContradictoryRule
        },
        {
            Document(Feature("\"type\":\"plan\",\"min_dwell_s\":600"), Zone("a", "\"max_interval_min\":5")),
            "a", "max_interval_min", PlanFaultCode.ContradictoryRule
        },
        { Document(Feature("\"type\":\"plan\""), Feature("\"type\":\"plan\"")), "#2", "type", PlanFaultCode.DuplicateFeature },

        // Devices and kinds.
        { Document(Feature("\"type\":\"device\",\"id\":\"b1\"")), "b1", "kind", PlanFaultCode.MissingProperty },
        { Document(Feature("\"type\":\"device\",\"kind\":\"bike\"")), "#1", "id", PlanFaultCode.MissingProperty },
        { Document(Feature("\"type\":\"device\",\"id\":\"b1\",\"kind\":\"boat\"")), "b1", "kind", PlanFaultCode.UnknownKind },
        {
            Document(Feature("\"type\":\"device\",\"id\":\"b1\",\"kind\":\"bike\",\"duty\":\"x\"")),
            "b1", "duty", PlanFaultCode.UnknownDuty
        },
        {
            Document(Feature("\"type\":\"kind\",\"kind\":\"bike\",\"silence_after_s\":0")),
            "#1", "silence_after_s", PlanFaultCode.OutOfRange
        },
        {
            Document(Feature("\"type\":\"kind\",\"kind\":\"bike\",\"top_speed_mps\":1000")),
            "#1", "top_speed_mps", PlanFaultCode.OutOfRange
        },
        {
            Document(Feature("\"type\":\"kind\",\"kind\":\"bike\",\"accuracy_limit_m\":0")),
            "#1", "accuracy_limit_m", PlanFaultCode.OutOfRange
        },
        {
            Document(Feature("\"type\":\"kind\",\"kind\":\"bike\""), Feature("\"type\":\"kind\",\"kind\":\"bike\"")),
            "#2", "kind", PlanFaultCode.DuplicateFeature
        },

        // Duty.
        { Document(Feature($"{Night},{Hours}")), "night", "time_zone", PlanFaultCode.MissingProperty },
        { Document(Feature($"{Night},{Hours},\"time_zone\":\"Asia/Atlantis\"")), "night", "time_zone", PlanFaultCode.BadTimeZone },
        { Document(Feature($"{Night},{Hours},\"time_zone\":\"../../etc/passwd\"")), "night", "time_zone", PlanFaultCode.BadTimeZone },
        { Document(Feature($"\"type\":\"duty\",{Hours},{Shanghai}")), "#1", "schedule", PlanFaultCode.MissingProperty },
        { Document(Feature($"\"type\":\"duty\",\"id\":\"always\",{Hours},{Shanghai}")), "always", "schedule", PlanFaultCode.BadId },
        { Document(Feature($"{Night},{Shanghai},\"start\":\"25:00\",\"end\":\"04:00\"")), "night", "start", PlanFaultCode.BadTime },
        { Document(Feature($"{Night},{Shanghai},\"start\":\"24:00\",\"end\":\"04:00\"")), "night", "start", PlanFaultCode.BadTime },
        { Document(Feature($"{Night},{Shanghai},\"start\":\"8pm\",\"end\":\"04:00\"")), "night", "start", PlanFaultCode.BadTime },
        { Document(Feature($"{Night},{Shanghai},\"start\":\"20:00\",\"end\":\"20:00\"")), "night", "end", PlanFaultCode.EmptyWindow },
        { Document(Feature($"{Night},{Shanghai},{Hours},\"days\":\"mon-funday\"")), "night", "days", PlanFaultCode.BadDays },
        {
            Document(
                Feature($"\"type\":\"duty\",\"id\":\"n1\",\"schedule\":\"n\",{Hours},{Shanghai}"),
                Feature($"\"type\":\"duty\",\"id\":\"n2\",\"schedule\":\"n\",{Hours},\"time_zone\":\"Asia/Tokyo\"")),
            "n2", "time_zone", PlanFaultCode.TimeZonesDiffer
        },
        {
            Document(Feature($"{Night},{Shanghai},{Hours}"), Feature($"{Night},{Shanghai},{Hours}")),
            "night", "id", PlanFaultCode.DuplicateId
        },

        // Geometry.
        { Document(Zone("a", "", Spot)), "a", "geometry", PlanFaultCode.WrongGeometry },
        { Document(Zone("a", "", "null")), "a", "geometry", PlanFaultCode.WrongGeometry },
        { Document(Post("a", "\"radius_m\":20", Square)), "a", "geometry", PlanFaultCode.WrongGeometry },
        { Document(Zone("a", "", """{"type":"Polygon"}""")), "a", "geometry", PlanFaultCode.BadCoordinates },
        { Document(Zone("a", "", """{"type":"Polygon","coordinates":[7]}""")), "a", "geometry", PlanFaultCode.BadCoordinates },
        { Document(Zone("a", "", Ring("1", "2", "3", "1"))), "a", "geometry", PlanFaultCode.BadCoordinates },
        { Document(Post("a", "\"radius_m\":20", """{"type":"Point","coordinates":["1","2"]}""")), "a", "geometry", PlanFaultCode.BadCoordinates },
        { Document(Post("a", "\"radius_m\":20", """{"type":"Point","coordinates":[121,1e999]}""")), "a", "geometry", PlanFaultCode.CoordinatesOutOfRange },
        { Document(Zone("a", "", """{"type":"Polygon","coordinates":[]}""")), "a", "geometry", PlanFaultCode.EmptyGeometry },
        { Document(Zone("a", "", """{"type":"Polygon","coordinates":[[]]}""")), "a", "geometry", PlanFaultCode.EmptyGeometry },
        { Document(Zone("a", "", """{"type":"MultiPolygon","coordinates":[[]]}""")), "a", "geometry", PlanFaultCode.EmptyGeometry },
        { Document(Zone("a", "", Ring("181,1", "182,1", "182,2", "181,1"))), "a", "geometry", PlanFaultCode.CoordinatesOutOfRange },
        { Document(Post("a", "\"radius_m\":20", """{"type":"Point","coordinates":[0,0]}""")), "a", "geometry", PlanFaultCode.NullIsland },
        { Document(Zone("a", "", Ring("1,1", "1.1,1", "0,0", "1,1"))), "a", "geometry", PlanFaultCode.NullIsland },
        { Document(Zone("a", "", Ring("1,1", "1.1,1", "1.1,1.1", "1,1.1"))), "a", "geometry", PlanFaultCode.UnclosedRing },
        { Document(Zone("a", "", Ring("1,1", "1.1,1", "1,1"))), "a", "geometry", PlanFaultCode.ShortRing },
        { Document(Zone("a", "", Ring("1,1", "1.1,1", "1.2,1", "1,1"))), "a", "geometry", PlanFaultCode.ZeroArea },
        { Document(Zone("a", "", Ring("1,1", "1,1", "1,1", "1,1"))), "a", "geometry", PlanFaultCode.ZeroArea },
        { Document(Zone("a", "", Ring("1,1", "5,1", "5,2", "1,1"))), "a", "geometry", PlanFaultCode.TooWide },
        {
            Document(Zone("a", "", Ring("179.9,1", "-179.9,1", "-179.9,1.1", "179.9,1.1", "179.9,1"))),
            "a", "geometry", PlanFaultCode.CrossesAntimeridian
        },
        { Document(Zone("a", "", Ring("1,1", "1.1,1.1", "1.1,1", "1,1.1", "1,1"))), "a", "geometry", PlanFaultCode.SelfCrossing },
        {
            Document(Zone("a", "", """{"type":"Polygon","coordinates":[[[1,1],[1.1,1],[1.1,1.1],[1,1]],[[2,2],[2.01,2],[2.01,2.01],[2,2]]]}""")),
            "a", "geometry", PlanFaultCode.MisplacedRings
        },
        {
            Document(Feature("\"type\":\"area\",\"id\":\"old\"", Ring("1,1", "1.1,1.1", "1.1,1", "1,1.1", "1,1"))),
            "old", "geometry", PlanFaultCode.SelfCrossing
        },
        {
            Document(Zone("a", "", Ring(Enumerable.Range(0, 10_001).Select(i => $"1,{i * 1e-5}")))),
            "a", "geometry", PlanFaultCode.TooManyVertices
        },
        { Document(Post("a", "\"radius_m\":0.5")), "a", "radius_m", PlanFaultCode.OutOfRange },
        { Document(Post("a", "\"radius_m\":5001")), "a", "radius_m", PlanFaultCode.OutOfRange },
        { Document(Post("a", "\"radius_m\":null")), "a", "radius_m", PlanFaultCode.MissingProperty },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Parse_OneThingWrong_SaysExactlyThat(string document, string? feature, string property, string code)
    {
        var result = Parse(document);

        Assert.Null(result.Plan);
        Assert.Equal(1, result.FaultCount);
        var fault = Assert.Single(result.Faults);
        Assert.Equal((feature, property, code), (fault.FeatureId, fault.Property, fault.Code));
        Assert.NotEmpty(fault.Reason);
    }

    [Fact]
    public void Faults_OfThisFile_TryEveryCode()
    {
        // These need bytes or sizes that the table above cannot hold; they have tests of their own below.
        string[] elsewhere = [PlanFaultCode.TooLarge, PlanFaultCode.NotUtf8, PlanFaultCode.TooMany];
        var tried = Faults.Select(row => (string)row[3]!).Concat(elsewhere).ToHashSet();

        Assert.Empty(AllCodes().Except(tried));
    }

    [Fact]
    public void Parse_NotUtf8_SaysSo()
    {
        var bytes = Encoding.Latin1.GetBytes(Document(Zone("a", "\"name\":\"café\"")));

        Assert.Equal(PlanFaultCode.NotUtf8, Assert.Single(PlanDocument.Parse(bytes).Faults).Code);
    }

    [Fact]
    public void Parse_TooManyBytes_SaysSoWithoutReadingThem() =>
        Assert.Equal(
            PlanFaultCode.TooLarge, Assert.Single(PlanDocument.Parse(new byte[Limits.PlanBytes + 1]).Faults).Code);

    [Fact]
    public void Parse_TooManyPlaces_SaysSo()
    {
        var document = Document(Enumerable.Range(0, Limits.PlanPlaces + 1).Select(i => Post($"p{i}")));

        var fault = Assert.Single(Parse(document).Faults);

        Assert.Equal((null, PlanFaultCode.TooMany), (fault.FeatureId, fault.Code));
    }

    [Fact]
    public void Parse_ManyFaults_ListsAllOfThemByFeature()
    {
        var result = Parse(Document(
            Zone("a", "\"max_interval_min\":0.1,\"duty\":\"nihgt\"", Spot),
            Zone("a", "\"eligible\":\"boat\""),
            Feature($"{Night},{Hours},{Shanghai}"),
            Feature("\"type\":\"device\",\"id\":\"b1\",\"typo\":1")));

        Assert.Equal(
            [
                ("a", PlanFaultCode.OutOfRange),
                ("a", PlanFaultCode.UnknownDuty),
                ("a", PlanFaultCode.WrongGeometry),
                ("a", PlanFaultCode.DuplicateId),
                ("a", PlanFaultCode.UnknownKind),
                ("b1", PlanFaultCode.MissingProperty),
                ("b1", PlanFaultCode.UnknownProperty),
            ],
            result.Faults.Select(fault => (fault.FeatureId!, fault.Code)));
        Assert.Equal((2, 1), (result.PlaceCount, result.DeviceCount));
        Assert.Contains("did you mean `night`?", result.Faults[1].Reason);
    }

    [Fact]
    public void Parse_MoreFaultsThanListed_CountsTheRest()
    {
        var result = Parse(Document(Enumerable.Range(0, 3_000).Select(i => Zone($"z{i}", "\"weight\":-1"))));

        Assert.Equal(3_000, result.FaultCount);
        Assert.Equal(Limits.PlanFaultsListed, result.Faults.Length);
    }

    [Theory]
    [InlineData("31.22,121.49", "31.22,121.5", "31.23,121.5", "31.22,121.49")]
    public void Parse_LatitudeFirst_SaysThatTheyLookSwapped(params string[] ring)
    {
        Assert.Contains("look swapped", Assert.Single(Parse(Document(Zone("a", "", Ring(ring)))).Faults).Reason);

        var post = Post("a", "\"radius_m\":20", """{"type":"Point","coordinates":[31.22,121.49]}""");
        Assert.Contains("look swapped", Assert.Single(Parse(Document(post)).Faults).Reason);
    }

    [Fact]
    public void Parse_SelfCrossing_SaysWhere()
    {
        var bowTie = Ring("121.4,31.2", "121.6,31.4", "121.6,31.2", "121.4,31.4", "121.4,31.2");

        Assert.Contains("[121.5, 31.3]", Assert.Single(Parse(Document(Zone("a", "", bowTie))).Faults).Reason);
    }

    internal static IEnumerable<string> AllCodes() =>
        typeof(PlanFaultCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);
}
