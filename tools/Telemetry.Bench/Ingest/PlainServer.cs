using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Telemetry.Server.Hosting;

namespace Telemetry.Bench.Ingest;

/// <summary>The real server with the plainly written service beside its own, as a process of its own.</summary>
internal static class PlainServer
{
    /// <summary>The first argument that makes this program be that server.</summary>
    public const string Command = "serve-plain";

    public static async Task RunAsync(string[] settings)
    {
        await using var app = await PatrolServer.BuildAsync(settings);
        app.MapGrpcService<PlainIngest>();
        await app.StartAsync();
        Console.Out.WriteLine(PatrolServer.ListeningLine(app.Services));
        await app.WaitForShutdownAsync();
    }
}
