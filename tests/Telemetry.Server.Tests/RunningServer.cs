using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Patrol.Telemetry.V1;
using Telemetry.Server.Hosting;
using Telemetry.Storage;

namespace Telemetry.Server.Tests;

/// <summary>The real server on free ports with a DuckDB file of its own, and ways to call it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private RunningServer(WebApplication app, DirectoryInfo folder, bool ownsFolder)
    {
        (App, _folder, _ownsFolder) = (app, folder, ownsFolder);
        Listeners = app.Services.GetRequiredService<Listeners>();
        Channel = GrpcChannel.ForAddress(Listeners.GrpcUrl);
        Http = new HttpClient { BaseAddress = Listeners.HttpUrl };
    }

    public WebApplication App { get; }

    public Listeners Listeners { get; }

    public GrpcChannel Channel { get; }

    public HttpClient Http { get; }

    public IngestService.IngestServiceClient Ingest => new(Channel);

    public static async Task<RunningServer> StartAsync(
        Func<IReportStore, IReportStore>? wrapReports = null,
        TimeProvider? time = null,
        DirectoryInfo? folder = null,
        bool untilRecovered = true,
        params string[] settings)
    {
        var ownsFolder = folder is null;
        folder ??= Directory.CreateTempSubdirectory("patrol-server-");
        string[] args =
        [
            "--Server:GrpcUrl=http://127.0.0.1:0",
            "--Server:HttpUrl=http://127.0.0.1:0",
            $"--Storage:DuckDbPath={Path.Combine(folder.FullName, "patrol.duckdb")}",
            "--Logging:LogLevel:Default=Warning",
            .. settings,
        ];
        var app = await PatrolServer.BuildAsync(args, wrapReports, time);
        await app.StartAsync();
        var server = new RunningServer(app, folder, ownsFolder);
        if (untilRecovered)
            await server.UntilRecoveredAsync();
        return server;
    }

    public async Task<DeviceStream> OpenAsync(string device = "bike-1", string session = "s1", string exercise = "live")
    {
        var stream = new DeviceStream(Ingest.PublishReports());
        await stream.SendHelloAsync(device, session, exercise);
        return stream;
    }

    public async Task UntilRecoveredAsync()
    {
        var readiness = App.Services.GetRequiredService<Readiness>();
        while (!readiness.IsRecovered)
            await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (_ownsFolder)
            _folder.Delete(recursive: true);
    }
}
