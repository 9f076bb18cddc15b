using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Query.Pictures;
using Telemetry.Storage;
using Drain = Telemetry.Server.Hosting.Drain;

namespace Telemetry.Server.Live;

/// <summary>Feeds maps: the whole picture first, then once a second what changed.</summary>
internal sealed class PictureGrpcService(
    ExerciseRegistry exercises, ILedger ledger, Watchers watchers, Drain drain, TimeProvider time, PastPictures past)
    : PictureService.PictureServiceBase
{
    /// <summary>How often changes go out, and after how many quiet ones of these a heartbeat does.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    public const int QuietIntervals = 5;

    public override async Task WatchPicture(
        WatchPictureRequest request,
        IServerStreamWriter<WatchPictureResponse> responseStream,
        ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var call = context.CancellationToken;
        using var presence = watchers.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call, drain.Started);
        try
        {
            using var picture = new Picture(exercise, ledger);
            await foreach (var piece in picture.ReadWholeAsync(ending.Token))
                await responseStream.WriteAsync(piece, ending.Token);

            using var timer = new PeriodicTimer(Interval, time);
            for (var quiet = 0; await timer.WaitForNextTickAsync(ending.Token);)
            {
                exercises.CheckAlive(exercise);
                quiet++;
                foreach (var piece in picture.ReadChanges())
                {
                    await responseStream.WriteAsync(piece, ending.Token);
                    quiet = 0;
                }

                if (quiet < QuietIntervals)
                    continue;
                await responseStream.WriteAsync(
                    new WatchPictureResponse { Heartbeat = GapWatch.BeatOf(exercise) }, ending.Token);
                quiet = 0;
            }
        }
        catch (OperationCanceledException) when (drain.Started.IsCancellationRequested && !call.IsCancellationRequested)
        {
            throw Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
        }
        catch (WatcherTooSlowException e)
        {
            throw Fault.Aborted(FaultReasons.WatcherTooSlow, $"{e.Message}; watch again");
        }
    }

    public override Task<GetPictureResponse> GetPicture(GetPictureRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var question = PictureQuestion.Of(request, exercise);
        return past.ReadAsync(exercise, question.Moments.StartUs, question.AsOfUs, context.CancellationToken);
    }

    public override async Task ReplayPicture(
        ReplayPictureRequest request,
        IServerStreamWriter<ReplayPictureResponse> responseStream,
        ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var question = PictureQuestion.Of(request, exercise);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Started);
        try
        {
            await foreach (var piece in past.ReplayAsync(
                exercise, question.Moments, question.StepUs, question.AsOfUs, ending.Token))
                await responseStream.WriteAsync(piece, ending.Token);
        }
        catch (OperationCanceledException) when (
            drain.Started.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
        }
    }
}
