using System.ComponentModel.DataAnnotations;

namespace Telemetry.Server.Hosting;

/// <summary>Where this server listens. Section <c>Server</c>.</summary>
internal sealed record ServerOptions
{
    public const string Section = "Server";

    /// <summary>
    /// gRPC by HTTP/2 without TLS: scheme http, an IP address or <c>localhost</c>, a port (0: any free one).
    /// Default <c>http://127.0.0.1:5080</c>.
    /// </summary>
    [Required]
    public Uri GrpcUrl { get; init; } = new("http://127.0.0.1:5080");

    /// <summary>JSON, health and metrics by HTTP/1.1: as above. Default <c>http://127.0.0.1:5081</c>.</summary>
    [Required]
    public Uri HttpUrl { get; init; } = new("http://127.0.0.1:5081");
}
