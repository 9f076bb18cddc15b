using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Telemetry.TestServers;

/// <summary>What a receiver does with a message.</summary>
public enum ReceiverMood
{
    /// <summary>Takes it.</summary>
    Takes,

    /// <summary>Answers 500.</summary>
    Fails,

    /// <summary>Answers 400.</summary>
    Refuses,

    /// <summary>Reads it and never answers.</summary>
    Hangs,
}

/// <summary>One message as it came.</summary>
public sealed record ReceivedHook(
    string Query, string ContentType, IReadOnlyDictionary<string, string> Headers, string Body, ReceiverMood Mood)
{
    public string Id => Headers["webhook-id"];
}

/// <summary>A webhook receiver on a free loopback port, which fails, hangs and restarts as it is told.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly Channel<ReceivedHook> _arrivals = Channel.CreateUnbounded<ReceivedHook>();
    private readonly ConcurrentQueue<ReceivedHook> _all = new();
    private readonly int _port = FreePort.Take(1)[0];
    private WebApplication? _app;
    private CancellationTokenSource _leaving = new();

    public string Url => $"http://127.0.0.1:{_port}/hook";

    public ReceiverMood Mood { get; set; } = ReceiverMood.Takes;

    /// <summary>The body of the answer when it takes a message.</summary>
    public string Answer { get; set; } = "";

    public IReadOnlyCollection<ReceivedHook> All => _all;

    public static async Task<HookReceiver> StartAsync()
    {
        var receiver = new HookReceiver();
        await receiver.ComeAsync();
        return receiver;
    }

    /// <summary>Listens, on the same port as before.</summary>
    public async Task ComeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _leaving = new CancellationTokenSource();
        _app = builder.Build();
        _app.MapPost("/hook", TakeAsync);
        await _app.StartAsync();
    }

    /// <summary>Is gone: connections are refused.</summary>
    public async Task GoAsync()
    {
        if (_app is null)
            return;
        await _leaving.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>The next message that came, taken or not.</summary>
    public async Task<ReceivedHook> NextAsync() =>
        await _arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await GoAsync();
        _leaving.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var mood = Mood;
        var received = new ReceivedHook(
            context.Request.QueryString.Value ?? "",
            context.Request.ContentType ?? "",
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body,
            mood);
        _all.Enqueue(received);
        _arrivals.Writer.TryWrite(received);
        if (mood == ReceiverMood.Hangs)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted, _leaving.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            context.Abort();
            return;
        }

        context.Response.StatusCode = mood switch
        {
            ReceiverMood.Fails => StatusCodes.Status500InternalServerError,
            ReceiverMood.Refuses => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status200OK,
        };
        await context.Response.WriteAsync(Answer);
    }
}
