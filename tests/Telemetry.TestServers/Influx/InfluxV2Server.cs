using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Telemetry.TestServers.Influx;

/// <summary>2.x's manners: a line that cannot be parsed fails the whole body, a type conflict only itself.</summary>
public sealed class InfluxV2Server : InfluxDialectServer
{
    private const string OrganizationId = "0123456789abcdef";

    public string Organization { get; set; } = "squad";

    /// <summary>Bad lines are conflicts (422, the others stored) and not faults of syntax (400, none stored).</summary>
    public bool BadLinesConflict { get; set; }

    protected override string WritePath => "/api/v2/write";

    protected override string? WrittenDatabase(IQueryCollection query) =>
        query["precision"] == "ns" && query["org"] == Organization ? query["bucket"].ToString() : null;

    protected override Task RefuseAccessAsync(HttpContext context) =>
        AnswerAsync(context, 401, new { code = "unauthorized", message = "unauthorized access" });

    protected override Task RefuseDatabaseAsync(HttpContext context, string database) =>
        AnswerAsync(context, 404, new { code = "not found", message = $"bucket \"{database}\" not found" });

    protected override Task RefuseLinesAsync(
        HttpContext context, IReadOnlyList<LinePoint> good, IReadOnlyList<BadLine> bad)
    {
        if (!BadLinesConflict)
            return AnswerAsync(context, 400, new { code = "invalid", message = bad[0].Reason });
        Points.Write(good);
        return AnswerAsync(context, 422, new { code = "unprocessable entity", message = bad[0].Reason });
    }

    protected override async Task<bool> ServeOtherAsync(HttpContext context)
    {
        var query = context.Request.Query;
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("GET", "/api/v2/orgs") when query["org"] != Organization:
                await AnswerAsync(context, 404, new { code = "not found", message = "organization name not found" });
                return true;
            case ("GET", "/api/v2/orgs"):
                await AnswerAsync(context, 200, new { orgs = new[] { new { id = OrganizationId } } });
                return true;
            case ("GET", "/api/v2/buckets"):
                var buckets = Databases.Where(name => name == query["name"]).Select(name => new { id = "b1", name });
                await AnswerAsync(context, 200, new { buckets = buckets.ToArray() });
                return true;
            case ("POST", "/api/v2/buckets"):
                var bucket = await context.Request.ReadFromJsonAsync<JsonElement>();
                if (bucket.GetProperty("orgID").GetString() == OrganizationId)
                    Databases.Add(bucket.GetProperty("name").GetString()!);
                context.Response.StatusCode = 201;
                return true;
            case ("POST", "/api/v2/delete") when query["org"] == Organization && Databases.Contains(query["bucket"]!):
                var delete = await context.Request.ReadFromJsonAsync<JsonElement>();
                var predicate = delete.GetProperty("predicate").GetString()!.Split('=', 2);
                var isWhole = delete.TryGetProperty("start", out _) && delete.TryGetProperty("stop", out _);
                if (isWhole && predicate[0] == "_measurement")
                    Points.Drop(predicate[1].Trim('"'));
                context.Response.StatusCode = 204;
                return true;
            default:
                return false;
        }
    }
}
