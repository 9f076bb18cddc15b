using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Telemetry.TestServers.Influx;

/// <summary>
/// An in-memory stand-in for InfluxDB 2.x and 3 Core, and for 1.x where a fault is to be played: their paths,
/// credentials, status codes, error bodies and ways with bad lines, on a loopback port.
/// </summary>
public abstract class InfluxDialectServer : IAsyncDisposable
{
    /// <summary>A query stands in the address.</summary>
    private const int RequestLineBytesMax = 1 << 17;

    private readonly WebApplication _app;

    protected InfluxDialectServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestLineSize = RequestLineBytesMax);
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>What is stored.</summary>
    public PointTable Points { get; } = new();

    public HashSet<string> Databases { get; } = [];

    /// <summary>Answers for the next writes, before the usual one.</summary>
    public ConcurrentQueue<DialectAnswer> NextWrites { get; } = new();

    /// <summary>Lines of each write that came in, whatever became of it.</summary>
    public ConcurrentQueue<int> Writes { get; } = new();

    /// <summary>Why a line is bad; null for a good one.</summary>
    public Func<string, string?> Reject { get; set; } = _ => null;

    /// <summary>Larger bodies are answered with 413.</summary>
    public int BodyBytesMax { get; set; } = int.MaxValue;

    /// <summary>The header a request must carry; null lets everyone in.</summary>
    public string? Authorization { get; set; }

    public Uri Url => new(_app.Urls.First());

    protected abstract string WritePath { get; }

    public static async Task<T> StartAsync<T>()
        where T : InfluxDialectServer, new()
    {
        var server = new T();
        await server.StartAsync();
        return server;
    }

    public Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual int StatementsPerQueryMax => int.MaxValue;

    /// <summary>
    /// The database a write or query names, or null when a parameter it must have is missing or wrong.
    /// </summary>
    protected abstract string? WrittenDatabase(IQueryCollection query);

    protected abstract Task RefuseAccessAsync(HttpContext context);

    protected abstract Task RefuseDatabaseAsync(HttpContext context, string database);

    /// <summary>Stores what this version stores of a body with bad lines, and says what it says.</summary>
    protected abstract Task RefuseLinesAsync(
        HttpContext context, IReadOnlyList<LinePoint> good, IReadOnlyList<BadLine> bad);

    /// <summary>Paths besides writing and querying; false when there is no such path.</summary>
    protected abstract Task<bool> ServeOtherAsync(HttpContext context);

    protected static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body);
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (Authorization is not null && context.Request.Headers.Authorization != Authorization)
            await RefuseAccessAsync(context);
        else if (context.Request.Path == WritePath && context.Request.Method == "POST")
            await WriteAsync(context);
        else if (context.Request.Path == "/query" && !await ServeOtherAsync(context))
            await QueryAsync(context);
        else if (context.Request.Path != "/query" && !await ServeOtherAsync(context))
            await AnswerAsync(context, 404, new { error = $"no such path {context.Request.Path}" });
    }

    private async Task WriteAsync(HttpContext context)
    {
        var body = await ReadBodyAsync(context.Request);
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Writes.Enqueue(lines.Length);
        if (NextWrites.TryDequeue(out var played))
        {
            if (played.Writes)
                Points.Write(lines.Select(LinePoint.Parse));
            foreach (var (name, value) in played.Headers ?? new Dictionary<string, string>())
                context.Response.Headers[name] = value;
            context.Response.StatusCode = played.Status;
            await context.Response.WriteAsync(played.Body);
            return;
        }

        var database = WrittenDatabase(context.Request.Query);
        if (body.Length > BodyBytesMax)
            await AnswerAsync(context, 413, new { error = "Request Entity Too Large" });
        else if (database is null)
            await AnswerAsync(context, 400, new { error = "a parameter is missing or wrong" });
        else if (!Databases.Contains(database))
            await RefuseDatabaseAsync(context, database);
        else
            await StoreAsync(context, lines);
    }

    private async Task StoreAsync(HttpContext context, string[] lines)
    {
        var good = new List<LinePoint>();
        var bad = new List<BadLine>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Reject(lines[i]) is { } reason)
                bad.Add(new BadLine(i + 1, lines[i], reason));
            else
                good.Add(LinePoint.Parse(lines[i]));
        }

        if (bad.Count > 0)
        {
            await RefuseLinesAsync(context, good, bad);
            return;
        }

        Points.Write(good);
        context.Response.StatusCode = 204;
    }

    private async Task QueryAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var statements = MiniInfluxQl.Statements(query["q"].ToString());
        if (!Databases.Contains(query["db"].ToString()))
        {
            await RefuseDatabaseAsync(context, query["db"].ToString());
            return;
        }

        if (statements.Count > StatementsPerQueryMax || query["epoch"] != "ns")
        {
            await AnswerAsync(context, 400, new { error = "one statement a query, times in nanoseconds" });
            return;
        }

        context.Response.ContentType = "application/json";
        for (var id = 0; id < statements.Count; id++)
        {
            foreach (var series in MiniInfluxQl.Run(Points, statements[id], int.Parse(query["chunk_size"].ToString())))
            {
                var document = new { results = new object[] { new { statement_id = id, series } } };
                await context.Response.WriteAsync(JsonSerializer.Serialize(document) + "\n");
            }
        }
    }

    private static async Task<string> ReadBodyAsync(HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await using var stream = request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(request.Body, CompressionMode.Decompress)
            : request.Body;
        await stream.CopyToAsync(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
