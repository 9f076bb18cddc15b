using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration.Memory;
using Telemetry.Server.Backtesting;
using Telemetry.Server.Dashboard;
using Telemetry.Server.Exercises;
using Telemetry.Server.Exports;
using Telemetry.Server.Faults;
using Telemetry.Server.Ingest;
using Telemetry.Server.Live;
using Telemetry.Server.Live.Pictures;
using Telemetry.Server.Notifications;
using Telemetry.Server.Observability;
using Telemetry.Server.Query.Cells;
using Telemetry.Server.Query.Pictures;
using Telemetry.Server.Reporting;
using Telemetry.Storage;

namespace Telemetry.Server.Hosting;

/// <summary>Puts the parts together and runs them.</summary>
internal static class PatrolServer
{
    public const int FailedExitCode = 1;

    // Below every other source: a line per call belongs to the figures, not to the log.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // A failed start is told in one line here, not as a trace of the host's.
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "None",
        ["Logging:LogLevel:Grpc"] = "Warning",
    };

    /// <summary>Runs until told to stop; 1 when it could not start.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = await BuildAsync(args);
            await app.StartAsync();
            Console.Out.WriteLine(ListeningLine(app.Services));
            await app.WaitForShutdownAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (e is StartException or StoreException || e.InnerException is AddressInUseException)
        {
            Console.Error.WriteLine($"patrol server: {e.Message}");
            return FailedExitCode;
        }
    }

    /// <param name="wrapReports">What tests put between the server and its report store.</param>
    /// <exception cref="StartException">The settings do not allow a start.</exception>
    public static async Task<WebApplication> BuildAsync(
        string[] args, Func<IReportStore, IReportStore>? wrapReports = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Configuration.AddEnvironmentVariables(Settings.EnvironmentPrefix).AddCommandLine(args);
        var storage = Settings.Read<StorageOptions>(builder.Configuration, StorageOptions.Section);
        Settings.Check(storage.DuckDb, $"{StorageOptions.Section}:DuckDb");
        Settings.Check(storage.Influx, $"{StorageOptions.Section}:Influx");
        var auth = Settings.Read<AuthOptions>(builder.Configuration, AuthOptions.Section);
        var listeners = new Listeners(
            Settings.Read<ServerOptions>(builder.Configuration, ServerOptions.Section), auth.AreConfigured);
        var observability = Settings.Read<ObservabilityOptions>(builder.Configuration, ObservabilityOptions.Section);

        var dashboard = Settings.Read<DashboardOptions>(builder.Configuration, DashboardOptions.Section);

        // Standard output holds the listening line alone, for scripts to read.
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrel(listeners.Open);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = Drain.ShutdownTimeout);
        builder.Services.AddSingleton(time).AddSingleton(listeners).AddSingleton(auth).AddSingleton(storage);
        var stores = await Stores.OpenAsync(storage, time, CancellationToken.None);
        AddDomain(builder.Services, stores, wrapReports ?? (reports => reports));
        builder.Services.AddObservability(observability);
        builder.Services.AddContract();

        var app = builder.Build();
        app.Services.GetRequiredService<Stores>();
        app.UseDashboard(dashboard);
        app.UseMiddleware<BearerGate>();
        app.MapContract();
        app.MapDashboardSettings(dashboard);
        return app;
    }

    /// <summary>The one line that says where the server is, for people and scripts.</summary>
    public static string ListeningLine(IServiceProvider services)
    {
        var listeners = services.GetRequiredService<Listeners>();
        var storage = services.GetRequiredService<StorageOptions>();
        return $"listening grpc={Bare(listeners.GrpcUrl)} http={Bare(listeners.HttpUrl)} store={storage.Shown}";

        static string Bare(Uri url) => url.GetLeftPart(UriPartial.Authority);
    }

    private static void AddDomain(
        IServiceCollection services, Stores stores, Func<IReportStore, IReportStore> wrapReports)
    {
        // The container disposes what it made, newest first: the stores are asked for before all others, so go last.
        services.AddSingleton(_ => stores);
        services.AddSingleton(wrapReports(stores.Reports));
        services.AddSingleton(stores.Ledger);
        if (stores.GapMirror is { } mirror)
            services.AddSingleton(mirror);
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<Drain>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<ExerciseRegistry>();
        services.AddSingleton(_ => new SessionRegistry());
        services.AddSingleton(_ => new IngestBudget());
        services.AddSingleton<Watchers>();
        services.AddSingleton<GapWatch>();
        services.AddSingleton<ForecastWatch>();
        services.AddSingleton<HookMetrics>();
        services.AddSingleton<HookSender>();
        services.AddSingleton<Notifier>();
        services.AddSingleton<Backtests>();
        services.AddSingleton<CellSurveys>();
        services.AddSingleton<PastPictures>();
        services.AddSingleton<HttpFaults>();
        services.AddSingleton<ExportDesk>();
        services.AddSingleton<PictureWatch>();
        services.AddSingleton<ReportDesk>();
        services.AddHostedService<StartUp>();
    }
}
