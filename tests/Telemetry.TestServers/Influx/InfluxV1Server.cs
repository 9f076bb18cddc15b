using Microsoft.AspNetCore.Http;

namespace Telemetry.TestServers.Influx;

/// <summary>1.x's manners, for faults that a real influxd cannot be made to show on demand.</summary>
public sealed class InfluxV1Server : InfluxDialectServer
{
    protected override string WritePath => "/write";

    protected override string? WrittenDatabase(IQueryCollection query) =>
        query["precision"] == "ns" ? query["db"].ToString() : null;

    protected override Task RefuseAccessAsync(HttpContext context) =>
        AnswerAsync(context, 401, new { error = "authorization failed" });

    protected override Task RefuseDatabaseAsync(HttpContext context, string database) =>
        context.Request.Path == WritePath
            ? AnswerAsync(context, 404, new { error = $"database not found: \"{database}\"" })
            : AnswerAsync(context, 200, new { results = new[] { new { error = $"database not found: {database}" } } });

    protected override Task RefuseLinesAsync(
        HttpContext context, IReadOnlyList<LinePoint> good, IReadOnlyList<BadLine> bad)
    {
        Points.Write(good);
        // The count that 1.x gives cannot be trusted, so this one is wrong on purpose.
        return AnswerAsync(context, 400, new { error = $"partial write: {bad[0].Reason} dropped=0" });
    }

    protected override async Task<bool> ServeOtherAsync(HttpContext context)
    {
        var statement = context.Request.Query["q"].ToString().Split('"');
        switch (statement[0])
        {
            case "CREATE DATABASE ":
                Databases.Add(statement[1]);
                break;
            case "DROP MEASUREMENT ":
                Points.Drop(statement[1]);
                break;
            case "SHOW RETENTION POLICIES ON " when Databases.Contains(statement[1]):
                break;
            case "SHOW RETENTION POLICIES ON ":
                await RefuseDatabaseAsync(context, statement[1]);
                return true;
            default:
                return false;
        }

        object?[][] values = [["autogen", true]];
        var series = new { columns = new[] { "name", "default" }, values };
        await AnswerAsync(context, 200, new { results = new[] { new { series = new[] { series } } } });
        return true;
    }
}
