namespace Telemetry.Server.Hosting;

/// <summary>Where figures and traces go, beside the Prometheus page. Section <c>Observability</c>.</summary>
internal sealed record ObservabilityOptions
{
    public const string Section = "Observability";

    /// <summary>An OTLP collector (gRPC), as <c>http://127.0.0.1:4317</c>. Default none: nothing is sent.</summary>
    public Uri? OtlpEndpoint { get; init; }
}
