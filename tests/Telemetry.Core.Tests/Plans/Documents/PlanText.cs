using System.Text;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Core.Tests.Plans.Documents;

/// <summary>Writes small plan documents. For legibility, JSON is given with ' for ".</summary>
internal static class PlanText
{
    public const string Square =
        "{'type':'Polygon','coordinates':[[[121.4,31.2],[121.5,31.2],[121.5,31.3],[121.4,31.3],[121.4,31.2]]]}";

    /// <summary>The square's neighbour in the east.</summary>
    public const string NextSquare =
        "{'type':'Polygon','coordinates':[[[121.5,31.2],[121.6,31.2],[121.6,31.3],[121.5,31.3],[121.5,31.2]]]}";

    /// <summary>A hundred metres square or so.</summary>
    public static readonly string Yard =
        Ring("121.49,31.22", "121.491,31.22", "121.491,31.221", "121.49,31.221", "121.49,31.22");

    /// <summary>The schedule <c>night</c>: eight hours.</summary>
    public static readonly string Night =
        Duty("'id':'night','time_zone':'Asia/Shanghai','start':'20:00','end':'04:00'");

    public const string Spot = "{'type':'Point','coordinates':[121.49,31.22]}";

    public static string Document(params IEnumerable<string> features) =>
        Json($"{{'type':'FeatureCollection','name':'test','features':[{string.Join(",", features)}]}}");

    /// <param name="properties">Without braces.</param>
    public static string Feature(string properties, string geometry = "null") =>
        $"{{'type':'Feature','properties':{{{properties}}},'geometry':{geometry}}}";

    public static string Zone(string id, string more = "", string geometry = Square) =>
        Feature($"'type':'zone','id':'{id}'{Then(more)}", geometry);

    public static string Post(string id, string more = "'radius_m':20", string geometry = Spot) =>
        Feature($"'type':'post','id':'{id}'{Then(more)}", geometry);

    public static string Device(string id, string more) => Feature($"'type':'device','id':'{id}'{Then(more)}");

    public static string Area(string id, string more = "") => Feature($"'type':'area','id':'{id}'{Then(more)}");

    public static string Fence(string id, string more, string geometry = Square) =>
        Feature($"'type':'fence','id':'{id}'{Then(more)}", geometry);

    public static string Kind(string more) => Feature($"'type':'kind'{Then(more)}");

    public static string Duty(string more) => Feature($"'type':'duty'{Then(more)}");

    public static string Ring(params IEnumerable<string> positions) =>
        $"{{'type':'Polygon','coordinates':[[{string.Join(",", positions.Select(position => $"[{position}]"))}]]}}";

    public static string Point(string position) => $"{{'type':'Point','coordinates':[{position}]}}";

    public static PlanParseResult Parse(string document) => PlanDocument.Parse(Encoding.UTF8.GetBytes(Json(document)));

    /// <summary>As <c>feature property CODE</c>, <c>-</c> for a fault of the document.</summary>
    public static string Short(PlanFault fault) => $"{fault.FeatureId ?? "-"} {fault.Property} {fault.Code}";

    /// <summary>The plan of a document that has no fault.</summary>
    public static Plan PlanOf(params string[] features)
    {
        var result = Parse(Document(features));
        Assert.Empty(result.Faults);
        return result.Plan!;
    }

    /// <summary>That the document has this one fault (<see cref="Short"/>) and no other.</summary>
    public static void AssertOnlyFault(string expected, string document)
    {
        var result = Parse(document);

        Assert.Equal([expected], result.Faults.Select(Short));
        Assert.Equal(1, result.FaultCount);
        Assert.Null(result.Plan);
        Assert.NotEmpty(result.Faults[0].Reason);
    }

    private static string Json(string text) => text.Replace('\'', '"');

    private static string Then(string more) => more.Length == 0 ? "" : "," + more;
}
