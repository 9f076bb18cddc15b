using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Telemetry.TestServers.Influx;

/// <summary>
/// 3 Core's manners: bad lines are named by number, the others stored when partial writes are accepted.
/// </summary>
public sealed class InfluxV3Server : InfluxDialectServer
{
    protected override string WritePath => "/api/v3/write_lp";

    protected override int StatementsPerQueryMax => 1;

    protected override string? WrittenDatabase(IQueryCollection query) =>
        query["precision"] == "nanosecond" && query["accept_partial"] == "true" ? query["db"].ToString() : null;

    protected override Task RefuseAccessAsync(HttpContext context)
    {
        context.Response.StatusCode = 401;
        return context.Response.WriteAsync("unauthorized");
    }

    protected override Task RefuseDatabaseAsync(HttpContext context, string database) =>
        AnswerAsync(context, 404, new { error = $"database not found: {database}" });

    protected override Task RefuseLinesAsync(
        HttpContext context, IReadOnlyList<LinePoint> good, IReadOnlyList<BadLine> bad)
    {
        Points.Write(good);
        return AnswerAsync(context, 400, new
        {
            error = "partial write of line protocol occurred",
            data = bad.Select(one => new
            {
                error_message = one.Reason,
                line_number = one.Number,
                original_line = one.Line,
            }),
        });
    }

    protected override async Task<bool> ServeOtherAsync(HttpContext context)
    {
        var query = context.Request.Query;
        switch (context.Request.Method, context.Request.Path.Value)
        {
            case ("POST", "/api/v3/configure/database"):
                var database = await context.Request.ReadFromJsonAsync<JsonElement>();
                context.Response.StatusCode = Databases.Add(database.GetProperty("db").GetString()!) ? 200 : 409;
                return true;
            case ("GET", "/api/v3/configure/database"):
                await context.Response.WriteAsync(JsonSerializer.Serialize(
                    Databases.Select(name => new Dictionary<string, string> { ["iox::database"] = name })));
                return true;
            case ("DELETE", "/api/v3/configure/table"):
                context.Response.StatusCode =
                    Databases.Contains(query["db"]!) && Points.Drop(query["table"].ToString()) ? 200 : 404;
                return true;
            default:
                return false;
        }
    }
}
