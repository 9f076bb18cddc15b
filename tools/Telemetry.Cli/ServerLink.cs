using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Client;

namespace Telemetry.Cli;

/// <summary>The server a command talks to, and the exercise it means.</summary>
internal sealed class ServerLink : IDisposable
{
    public ServerLink(string address, string? token, string exerciseId)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw CommandFailure.Usage($"--server: '{address}' is not an http:// or https:// address");
        Address = uri;
        ExerciseId = exerciseId;
        Channel = PatrolChannel.Open(uri, token);
        Files = new FileLink(uri, token);
    }

    public Uri Address { get; }

    public string ExerciseId { get; }

    /// <summary>Resource name of the exercise.</summary>
    public string Exercise => $"exercises/{ExerciseId}";

    public GrpcChannel Channel { get; }

    public ExerciseService.ExerciseServiceClient Exercises => new(Channel);

    public PlanService.PlanServiceClient Plans => new(Channel);

    public GapService.GapServiceClient Gaps => new(Channel);

    public CoverageService.CoverageServiceClient Coverage => new(Channel);

    public HookService.HookServiceClient Hooks => new(Channel);

    public FleetService.FleetServiceClient Fleet => new(Channel);

    /// <summary>What is fetched as a file.</summary>
    public FileLink Files { get; }

    public void Dispose()
    {
        Channel.Dispose();
        Files.Dispose();
    }
}
