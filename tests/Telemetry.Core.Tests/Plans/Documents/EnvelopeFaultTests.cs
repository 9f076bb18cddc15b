using System.Text;
using Telemetry.Core.Plans.Documents;
using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class EnvelopeFaultTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "- document NOT_JSON", "" },
        { "- document NOT_JSON", "{" },
        { "- document NOT_JSON", "{'type':'FeatureCollection','features':[NaN]}" },
        { "- document NOT_JSON", "{'type':'FeatureCollection','type':'x','features':[]}" },
        { "- document NOT_JSON", Document(Zone("a", "'\\ud800':20")) },
        { "- document NOT_JSON", new string('[', 200) + new string(']', 200) },
        { "- document NOT_FEATURE_COLLECTION", "[]" },
        { "- document NOT_FEATURE_COLLECTION", "null" },
        { "- document NOT_FEATURE_COLLECTION", "{'type':'Feature'}" },
        { "- document NOT_FEATURE_COLLECTION", "{'type':'FeatureCollection','features':{}}" },
        { "- crs WRONG_CRS", "{'type':'FeatureCollection','crs':7,'features':[]}" },
        { "- crs WRONG_CRS", "{'type':'FeatureCollection','crs':{'properties':{'name':'EPSG:3857'}},'features':[]}" },
        { "#1 features NOT_A_FEATURE", Document("7") },
        { "#1 features NOT_A_FEATURE", Document("{'type':'Feature','geometry':null}") },
        { "#1 features NOT_A_FEATURE", Document("{'type':'Polygon','properties':{}}") },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Parse_NoCollectionOfFeatures_SaysExactlyWhy(string expected, string document) =>
        AssertOnlyFault(expected, document);

    [Fact]
    public void Parse_NotUtf8_SaysSo()
    {
        var bytes = Encoding.Latin1.GetBytes(Document(Zone("a", "'name':'café'")));

        Assert.Equal(PlanFaultCode.NotUtf8, Assert.Single(PlanDocument.Parse(bytes).Faults).Code);
    }

    [Fact]
    public void Parse_TooManyBytes_SaysSoWithoutReadingThem()
    {
        var result = PlanDocument.Parse(new byte[Limits.PlanBytes + 1]);

        Assert.Equal(PlanFaultCode.TooLarge, Assert.Single(result.Faults).Code);
    }

    [Fact]
    public void Parse_TooManyPlaces_SaysSo() =>
        AssertOnlyFault(
            "- features TOO_MANY", Document(Enumerable.Range(0, Limits.PlanPlaces + 1).Select(i => Post($"p{i}"))));

    [Fact]
    public void Parse_TooManyWindows_SaysSo()
    {
        const string Window = "'time_zone':'Etc/UTC','start':'20:00','end':'21:00'";
        var windows = Enumerable.Range(0, Limits.PlanDutyWindows + 1).Select(i => Duty($"'id':'d{i}',{Window}"));

        AssertOnlyFault("- features TOO_MANY", Document(windows));
    }
}
