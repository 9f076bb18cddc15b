using Grpc.Core;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Drills;

/// <summary>A drill that the command replays into a server of its own.</summary>
internal sealed class Drill(PatrolServer server, DrillFiles files)
{
    private const string Id = "street";
    private static readonly TimeSpan KillAfter = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Replays the tracks into a new drill, gives its final gaps and deletes it.</summary>
    public async Task<string> ReplayAsync(params string[] options)
    {
        await PatrolCommand.OutputAsync(server.GrpcUrl, Replay(options));
        return await EndAsync();
    }

    /// <summary>As <see cref="ReplayAsync"/>, with kill -9 of the server in the middle, untold.</summary>
    public async Task<string> ReplayThroughAKillAsync(params string[] options)
    {
        var replaying = PatrolCommand.OutputAsync(server.GrpcUrl, Replay(options));
        await UntilInTheMiddleAsync(replaying);
        await server.KillAsync();
        Assert.False(replaying.IsCompleted, "the kill came too late to be in the middle");
        await server.StartAgainAsync();
        await replaying;
        return await EndAsync();
    }

    private async Task<string> EndAsync()
    {
        var gaps = await FinalGaps.OfAsync(server.GrpcUrl, Id);
        await PatrolCommand.OutputAsync(server.GrpcUrl, "exercises", "delete", Id);
        return gaps;
    }

    private string[] Replay(string[] options) =>
        ["replay", files.Tracks, "--into-drill", Id, "--plan", files.Plan, "--json", .. options];

    private async Task UntilInTheMiddleAsync(Task replaying)
    {
        using var patience = new CancellationTokenSource(KillPatience, TimeProvider.System);
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        var exercises = new ExerciseService.ExerciseServiceClient(channel);
        var request = new GetExerciseRequest { Name = $"exercises/{Id}" };
        while (!replaying.IsCompleted)
        {
            try
            {
                var drill = await exercises.GetExerciseAsync(request, cancellationToken: patience.Token);
                if ((drill.ClockTime - drill.StartTime).ToTimeSpan() >= KillAfter)
                    return;
            }
            catch (RpcException fault) when (fault.StatusCode == StatusCode.NotFound)
            {
                // Not made yet.
            }

            await Task.Delay(PollInterval, TimeProvider.System, patience.Token);
        }
    }
}
