using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;

namespace Telemetry.Cli.Playback;

/// <summary>
/// Drives a drill's clock, and stands a restart of the server in between: going to the same time twice does no harm.
/// </summary>
internal sealed class DrillClock(ServerLink server, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    public async Task AdvanceAsync(long clockUs, CancellationToken cancellationToken)
    {
        var request = new AdvanceClockRequest
        {
            Name = server.Exercise,
            ClockTime = TimeUs.ToTime(clockUs).ToTimestamp(),
        };
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await server.Exercises.AdvanceClockAsync(request, cancellationToken: cancellationToken);
                return;
            }
            catch (RpcException e) when (ServerRefusal.IsPassing(e) && time.GetElapsedTime(started) < patience)
            {
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }
    }
}
