using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Telemetry.Client.Tests.Scripted;

/// <summary>Real Kestrel on a free loopback port that can go away and come back on the same one.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private WebApplication? _app;
    private int _port;

    public ScriptedIngest Ingest { get; } = new();

    public Uri Address => new($"http://127.0.0.1:{_port}");

    public static async Task<ScriptedServer> StartNewAsync()
    {
        var server = new ScriptedServer();
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, _port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(Ingest);
        _app = builder.Build();
        _app.MapGrpcService<ScriptedIngest>();
        await _app.StartAsync();
        var addresses = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        _port = new Uri(addresses.Addresses.First()).Port;
    }

    /// <summary>As a killed process: connections break, nothing is said.</summary>
    public async Task KillAsync()
    {
        Ingest.DropAll();
        await using var app = _app;
        _app = null;
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await app!.StopAsync(now.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await KillAsync();
    }
}
