using Telemetry.TestServers;
using Telemetry.TestServers.Influx;
using Xunit.Abstractions;

namespace Telemetry.EndToEnd.Crash;

/// <summary>
/// kill -9 at random instants under load. A few rounds here; <c>tools/crash n</c> runs many.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    /// <summary>Steps of 30 s of event time between two kills.</summary>
    private const int StepsPerRound = 3;

    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("PATROL_CRASH_ROUNDS") ?? "3");
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("PATROL_CRASH_SEED") ?? "1");

    [Fact]
    public async Task Kill_ServerOnDuckDb_NothingAcknowledgedIsLostAndGapsEqualOracle()
    {
        await using var server = await PatrolServer.StartAsync();
        await RunAsync(server, KillServerAsync(server));
    }

    [SkippableFact]
    public async Task Kill_ServerOnInfluxDb_NothingAcknowledgedIsLostAndGapsEqualOracle()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var influxd = await Influxd.StartAsync();
        await using var server = await PatrolServer.StartAsync(OnInflux.Settings(influxd));
        await RunAsync(server, KillServerAsync(server));
    }

    [SkippableFact]
    public async Task Kill_Influxd_NothingAcknowledgedIsLostAndGapsEqualOracle()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        await using var influxd = await Influxd.StartAsync();
        await using var server = await PatrolServer.StartAsync(OnInflux.Settings(influxd));
        await RunAsync(server, async () =>
        {
            influxd.Kill();
            await influxd.RestartAsync();
        });
    }

    private static Func<Task> KillServerAsync(PatrolServer server) => async () =>
    {
        await server.KillAsync();
        await server.StartAgainAsync();
    };

    private async Task RunAsync(PatrolServer server, Func<Task> crashAsync)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2 + (Rounds / 2.0)), TimeProvider.System);
        var drill = new CrashDrill(server, Seed);
        var random = new Random(Seed);
        try
        {
            await drill.PrepareAsync(timeout.Token);
            for (var round = 0; round < Rounds; round++)
            {
                var load = LoadAsync(drill, timeout.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 400)), TimeProvider.System, timeout.Token);
                await crashAsync();
                await load;
            }

            await drill.CheckAsync(timeout.Token);
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"seed {Seed}\n{server.Log}", fault);
        }

        output.WriteLine(
            $"{Rounds} kills, {drill.Acknowledged} reports acknowledged, all stored; gaps equal the oracle's");
    }

    private static async Task LoadAsync(CrashDrill drill, CancellationToken cancellationToken)
    {
        for (var step = 0; step < StepsPerRound; step++)
            await drill.StepAsync(cancellationToken);
    }
}
