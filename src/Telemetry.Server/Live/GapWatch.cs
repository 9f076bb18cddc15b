using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Hosting;
using Telemetry.Storage;
using Drain = Telemetry.Server.Hosting.Drain;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live;

/// <summary>
/// A watcher's stream: first what is open, or what it missed, then each revision as it is recorded. It listens before
/// it reads, so nothing falls between; what it has then seen twice it drops.
/// </summary>
internal sealed class GapWatch(
    ExerciseRegistry exercises, ILedger ledger, Watchers watchers, Drain drain, TimeProvider time)
{
    /// <summary>How often a watcher hears that the stream is alive.</summary>
    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    public async Task RunAsync(
        Exercise exercise,
        string resumeToken,
        IServerStreamWriter<WatchGapsResponse> responses,
        CancellationToken call)
    {
        var resumeAfter = ResumeToken.Decode(exercise, resumeToken);
        using var presence = watchers.Enter();
        using var subscription = exercise.Gaps.Subscribe() ?? throw Fault.TooMuch(
            FaultReasons.TooManyWatchers, $"{Limits.Watchers} watchers are connected to this exercise");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call, drain.Started);
        try
        {
            var seen = new SeenGaps();
            var sequence = resumeAfter is { } after
                ? await SendMissedAsync(exercise, after, seen, responses, ending.Token)
                : await SendOpenAsync(exercise, seen, responses, ending.Token);
            var end = new WatchGapsResponse
            {
                ResumeToken = ResumeToken.Encode(exercise, sequence),
                SnapshotEnd = new SnapshotEnd(),
            };
            await responses.WriteAsync(end, ending.Token);
            await FollowAsync(exercise, subscription, sequence, seen, responses, ending.Token);
        }
        catch (OperationCanceledException) when (drain.Started.IsCancellationRequested && !call.IsCancellationRequested)
        {
            throw Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
        }
        catch (WatcherTooSlowException e)
        {
            throw Fault.Aborted(FaultReasons.WatcherTooSlow, $"{e.Message}; go on with the last resume token");
        }
    }

    /// <summary>Returns a sequence from which on nothing is missing, though some may come again.</summary>
    private async Task<long> SendOpenAsync(
        Exercise exercise, SeenGaps seen, IServerStreamWriter<WatchGapsResponse> responses, CancellationToken ending)
    {
        var sequence = exercise.Gaps.LastSequence;
        var isFirstPage = true;
        await foreach (var rows in ledger.ReadOpenGapsAsync(exercise.Id, ending))
        {
            foreach (var row in rows)
            {
                // Without a token: a watcher cut off here begins again.
                await responses.WriteAsync(new WatchGapsResponse { Gap = exercise.ToMessage(row) }, ending);
                seen.Note(row);
                if (isFirstPage)
                    sequence = Math.Max(sequence, row.Sequence);
            }

            isFirstPage = false;
        }

        return sequence;
    }

    private async Task<long> SendMissedAsync(
        Exercise exercise,
        long sequence,
        SeenGaps seen,
        IServerStreamWriter<WatchGapsResponse> responses,
        CancellationToken ending)
    {
        while (true)
        {
            var rows = await ledger.ReadGapsSinceAsync(exercise.Id, sequence, Limits.PageRows, ending);
            foreach (var row in rows)
            {
                await SendAsync(exercise, row, responses, ending);
                seen.Note(row);
                sequence = row.Sequence;
            }

            if (rows.Count < Limits.PageRows)
                return sequence;
        }
    }

    private async Task FollowAsync(
        Exercise exercise,
        GapSubscription subscription,
        long sequence,
        SeenGaps seen,
        IServerStreamWriter<WatchGapsResponse> responses,
        CancellationToken ending)
    {
        using var timer = new PeriodicTimer(HeartbeatInterval, time);
        var tick = timer.WaitForNextTickAsync(ending).AsTask();
        var more = subscription.Reader.WaitToReadAsync(ending).AsTask();
        while (true)
        {
            await Task.WhenAny(more, tick);
            if (more.IsCompleted)
            {
                await more;
                while (subscription.Reader.TryRead(out var row))
                {
                    if (!seen.IsNews(row))
                        continue;
                    await SendAsync(exercise, row, responses, ending);
                    sequence = Math.Max(sequence, row.Sequence);
                }

                more = subscription.Reader.WaitToReadAsync(ending).AsTask();
            }

            if (!tick.IsCompleted)
                continue;
            await tick;
            exercises.CheckAlive(exercise);
            var token = ResumeToken.Encode(exercise, sequence);
            await responses.WriteAsync(
                new WatchGapsResponse { ResumeToken = token, Heartbeat = BeatOf(exercise) }, ending);
            tick = timer.WaitForNextTickAsync(ending).AsTask();
        }
    }

    public static Heartbeat BeatOf(Exercise exercise) =>
        new() { WatermarkTime = Times.ToTimestamp(exercise.WatermarkUs) };

    private static Task SendAsync(
        Exercise exercise, GapRow row, IServerStreamWriter<WatchGapsResponse> responses, CancellationToken ending) =>
        responses.WriteAsync(
            new WatchGapsResponse
            {
                ResumeToken = ResumeToken.Encode(exercise, row.Sequence),
                Gap = exercise.ToMessage(row),
            },
            ending);
}
