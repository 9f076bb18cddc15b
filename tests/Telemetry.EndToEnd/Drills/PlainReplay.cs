using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Drills;

/// <summary>
/// Half an hour of the street, replayed once in order at full speed: what every other replay must give too.
/// </summary>
public sealed class PlainReplay : IAsyncLifetime
{
    internal DrillFiles Files { get; } = new(TimeSpan.FromMinutes(30));

    internal string Gaps { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await using var server = await PatrolServer.StartAsync();
        Gaps = await new Drill(server, Files).ReplayAsync("--speed", "max");
    }

    public Task DisposeAsync()
    {
        Files.Dispose();
        return Task.CompletedTask;
    }
}
