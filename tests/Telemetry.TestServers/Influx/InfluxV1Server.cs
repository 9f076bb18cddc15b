using Microsoft.AspNetCore.Http;

namespace Telemetry.TestServers.Influx;

/// <summary>1.x's manners, for faults that a real influxd cannot be made to show on demand.</summary>
public sealed class InfluxV1Server : InfluxDialectServer
{
    protected override string WritePath => "/write";

    protected override string? WrittenDatabase(IQueryCollection query) => query["precision"] == "ns" ? query["db"].ToString() : null;

    protected override Task RefuseAccessAsync(HttpContext context) =>
        AnswerAsync(context, 401, new { error = "authorization failed" });

    protected override Task RefuseDatabaseAsync(HttpContext context, string database) =>
        context.Request.Path == WritePath
            ? AnswerAsync(context, 404, new { error = $"database not found: \"{database}\"" })
            : AnswerAsync(context, 200, new { results = new[] { new { error = $"database not found: {database}" } } });

    protected override Task RefuseLinesAsync(
        HttpContext context, IReadOnlyList<LinePoint> good, IReadOnlyList<(int Number, string Line, string Reason)> bad)
    {
        Points.Write(good);
        // The count that 1.x gives cannot be trusted, so this one is wrong on purpose.
        return AnswerAsync(context, 400, new { error = $"partial write: {bad[0].Reason} dropped=0" });
    }

    protected override async Task<bool> ServeOtherAsync(HttpContext context)
    {
        var statement = context.Request.Query["q"].ToString();
        object?[][] policies = [["autogen", true]];
        if (statement.StartsWith("CREATE DATABASE ", StringComparison.Ordinal))
            Databases.Add(statement.Split('"')[1]);
        else if (statement.StartsWith("DROP MEASUREMENT ", StringComparison.Ordinal))
            Points.Drop(statement.Split('"')[1]);
        else if (!statement.StartsWith("SHOW RETENTION", StringComparison.Ordinal) || !Databases.Contains(statement.Split('"')[1]))
            return false;
        await AnswerAsync(context, 200, new
        {
            results = new[] { new { series = new[] { new { columns = new[] { "name", "default" }, values = policies } } } },
        });
        return true;
    }
}
