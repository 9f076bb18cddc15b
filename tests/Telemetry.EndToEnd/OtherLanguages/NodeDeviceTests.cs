using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Client;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.OtherLanguages;

/// <summary>The contract is enough: a device that knows nothing else of this product is served.</summary>
public sealed class NodeDeviceTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "tools", "examples", "node");

    [SkippableFact]
    public async Task NodeDevice_AgainstTheServer_IsAcknowledgedAndStored()
    {
        Skip.IfNot(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "the example is not installed: npm ci in tools/examples/node");
        await using var server = await PatrolServer.StartAsync();
        var (exitCode, said) = await RunAsync("device.mjs", server.GrpcUrl.Authority, "live", "handset-7");

        Assert.True(exitCode == 0, said);
        Assert.Contains("acknowledged through 5", said);
        Assert.Equal(5, await StoredAsync(server.GrpcUrl, "handset-7"));
    }

    [SkippableFact]
    public async Task NodeDevice_UnknownExercise_PrintsTheServersReason()
    {
        Skip.IfNot(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "the example is not installed: npm ci in tools/examples/node");
        await using var server = await PatrolServer.StartAsync();
        var (exitCode, said) = await RunAsync("device.mjs", server.GrpcUrl.Authority, "nowhere", "handset-7");

        Assert.Equal(1, exitCode);
        Assert.Contains("refused:", said);
    }

    private static async Task<int> StoredAsync(Uri server, string device)
    {
        using var channel = PatrolChannel.Open(server);
        var fleet = new FleetService.FleetServiceClient(channel);
        using var call = fleet.ReadTrack(new ReadTrackRequest { Name = $"exercises/live/devices/{device}" });
        var stored = 0;
        await foreach (var batch in call.ResponseStream.ReadAllAsync())
            stored += batch.Points.Count;
        return stored;
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await OtherProgram.RunAsync("node", Folder, arguments);
        return (exitCode, output + error);
    }
}
