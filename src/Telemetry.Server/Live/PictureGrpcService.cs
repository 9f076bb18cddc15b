using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Live.Pictures;
using Telemetry.Server.Query.Pictures;
using Drain = Telemetry.Server.Hosting.Drain;

namespace Telemetry.Server.Live;

/// <summary>Feeds maps: the picture as it is, step by step, and as it was.</summary>
internal sealed class PictureGrpcService(
    ExerciseRegistry exercises, PictureWatch watch, PastPictures past, Drain drain) : EncodedPictures.ServiceBase
{
    public override Task WatchPicture(
        WatchPictureRequest request,
        IServerStreamWriter<WatchPictureResponse> responseStream,
        ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        return watch.RunAsync(exercise, request.ResumeToken, responseStream, context.CancellationToken);
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
