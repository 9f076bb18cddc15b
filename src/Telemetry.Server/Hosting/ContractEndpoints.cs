using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Telemetry.Core;
using Telemetry.Server.Exports;
using Telemetry.Server.Faults;
using Telemetry.Server.Ingest;
using Telemetry.Server.Live;
using Telemetry.Server.Notifications;
using Telemetry.Server.OpenApi;
using Telemetry.Server.Query;
using Telemetry.Server.Reporting;

namespace Telemetry.Server.Hosting;

/// <summary>Everything that can be called: the services, by gRPC and by JSON, reflection, health and figures.</summary>
internal static class ContractEndpoints
{
    private const string ReadyTag = "ready";

    public static void AddContract(this IServiceCollection services)
    {
        var grpc = services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = Limits.MessageBytes;
            options.Interceptors.Add<FaultInterceptor>();
            options.Interceptors.Add<ReadinessInterceptor>();
        });
        grpc.AddJsonTranscoding(options =>
        {
            // So that the details of an error can be written as JSON.
            options.TypeRegistry = TypeRegistry.FromMessages(
                ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor);
        });
        grpc.AddServiceOptions<PlanGrpcService>(
            options => options.MaxReceiveMessageSize = PlanGrpcService.MessageBytes);
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks().AddCheck<Readiness>(ReadyTag, tags: [ReadyTag]);
    }

    public static void MapContract(this WebApplication app)
    {
        app.MapGrpcService<IngestGrpcService>();
        app.MapGrpcService<PlanGrpcService>();
        app.MapGrpcService<GapGrpcService>();
        app.MapGrpcService<CoverageGrpcService>();
        app.MapGrpcService<FleetGrpcService>();
        app.MapGrpcService<ExerciseGrpcService>();
        app.MapGrpcService<PictureGrpcService>();
        app.MapExports();
        app.MapReports();
        app.MapOpenApi();
        app.MapGrpcService<HookGrpcService>();
        app.MapGrpcReflectionService();
        app.MapGrpcHealthChecksService();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks(
            "/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag) });
        app.MapPrometheusScrapingEndpoint("/metrics");
    }
}
