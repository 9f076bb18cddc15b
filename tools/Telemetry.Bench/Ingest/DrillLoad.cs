using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Client;

namespace Telemetry.Bench.Ingest;

/// <summary>A drill of its own on a running server, a plan in force, and a fleet that sends into it.</summary>
internal sealed class DrillLoad : IDisposable
{
    private const int OpeningsAtOnce = 64;

    private readonly GrpcChannel[] _channels;
    private readonly EncodedFleet _fleet;
    private readonly LoadClock _clock;
    private LoadStream[] _streams = [];

    private DrillLoad(GrpcChannel[] channels, string id, EncodedFleet fleet)
    {
        _channels = channels;
        _fleet = fleet;
        Exercise = $"exercises/{id}";
        _clock = new LoadClock(new ExerciseService.ExerciseServiceClient(channels[0]), Exercise, fleet);
    }

    public string Exercise { get; }

    public int ClockMoves => _clock.Moves;

    /// <param name="service">The gRPC service that takes the reports in.</param>
    /// <param name="connections">The streams share these evenly.</param>
    public static async Task<DrillLoad> OpenAsync(
        Uri url, string service, string id, byte[] plan, EncodedFleet fleet, int connections,
        CancellationToken cancellationToken)
    {
        var channels = Enumerable.Range(0, connections).Select(_ => PatrolChannel.Open(url)).ToArray();
        var load = new DrillLoad(channels, id, fleet);
        await WhenReadyAsync(channels[0], cancellationToken);
        var start = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMicroseconds(EncodedFleet.StartUs));
        await new ExerciseService.ExerciseServiceClient(channels[0]).CreateExerciseAsync(
            new CreateExerciseRequest { ExerciseId = id, Exercise = new Exercise { StartTime = start } },
            cancellationToken: cancellationToken);
        await new PlanService.PlanServiceClient(channels[0]).ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = load.Exercise, Geojson = ByteString.CopyFrom(plan), Author = "bench" },
            cancellationToken: cancellationToken);
        await load.OpenStreamsAsync(service);
        return load;
    }

    /// <summary>Sends all batches up to this one, exclusive; the time until they are stored and judged.</summary>
    public async Task<TimeSpan> RunAsync(int untilBatch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var sending = _streams.Select(
            stream => Task.Run(() => stream.SendAsync(untilBatch, cancellationToken), cancellationToken));
        var done = Task.WhenAll(sending.Append(_clock.DriveAsync(untilBatch, cancellationToken)));
        // A stream that the server ends has something to say.
        var ended = Task.WhenAny(_streams.Select(stream => stream.Reading)).Unwrap();
        await await Task.WhenAny(done, ended);
        await done;
        return watch.Elapsed;
    }

    public void Dispose()
    {
        foreach (var stream in _streams)
            stream.Dispose();
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private async Task OpenStreamsAsync(string service)
    {
        var streams = new List<LoadStream>();
        foreach (var some in Enumerable.Range(0, _fleet.Streams).Chunk(OpeningsAtOnce))
        {
            streams.AddRange(await Task.WhenAll(some.Select(number => LoadStream.OpenAsync(
                _channels[number % _channels.Length].CreateCallInvoker(), service, Exercise, _fleet, number, _clock))));
        }

        _streams = [.. streams];
    }

    private static async Task WhenReadyAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var exercises = new ExerciseService.ExerciseServiceClient(channel);
        while (true)
        {
            try
            {
                await exercises.ListExercisesAsync(
                    new ListExercisesRequest(),
                    new CallOptions(cancellationToken: cancellationToken).WithWaitForReady());
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
            }
        }
    }
}
