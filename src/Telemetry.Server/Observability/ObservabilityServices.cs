using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Telemetry.Server.Hosting;

namespace Telemetry.Server.Observability;

/// <summary>Figures for Prometheus always; figures and traces for a collector when one is configured.</summary>
internal static class ObservabilityServices
{
    private const string ServiceName = "patrol-telemetry";

    public static void AddObservability(this IServiceCollection services, ObservabilityOptions options)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName))
            .WithMetrics(metrics => metrics
                .AddMeter("Telemetry.*")
                .AddMeter("Microsoft.AspNetCore.Server.Kestrel")
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (options.OtlpEndpoint is not { } collector)
            return;
        telemetry
            .WithMetrics(metrics => metrics.AddOtlpExporter(o => o.Endpoint = collector))
            .WithTracing(traces => traces
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter(o => o.Endpoint = collector));
    }
}
