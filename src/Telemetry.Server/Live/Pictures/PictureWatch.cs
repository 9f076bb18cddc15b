using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Drain = Telemetry.Server.Hosting.Drain;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live.Pictures;

/// <summary>A watcher of the picture: takes a seat at the exercise's showing, and sends on what comes there.</summary>
internal sealed class PictureWatch(
    ExerciseRegistry exercises, ILedger ledger, Watchers watchers, Drain drain, TimeProvider time) : IDisposable
{
    private readonly ConditionalWeakTable<Exercise, PictureShowing> _showings = [];
    private readonly SemaphoreSlim _beginning = new(1, 1);

    public async Task RunAsync(
        Exercise exercise, string resumeToken, IServerStreamWriter<WatchPictureResponse> responses,
        CancellationToken call)
    {
        using var presence = watchers.Enter();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call, drain.Started);
        try
        {
            var (showing, seat) = await EnterAsync(exercise, resumeToken, ending.Token);
            try
            {
                await SendAsync(seat, responses, ending.Token);
            }
            finally
            {
                showing.Leave(seat);
            }
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

    public void Dispose() => _beginning.Dispose();

    private static async Task SendAsync(
        PictureSeat seat, IServerStreamWriter<WatchPictureResponse> responses, CancellationToken ending)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending, seat.GivenUp);
        try
        {
            foreach (var piece in seat.First)
                await responses.WriteAsync(piece, either.Token);
            await foreach (var piece in seat.Reader.ReadAllAsync(either.Token))
                await responses.WriteAsync(piece, either.Token);
        }
        catch (OperationCanceledException) when (seat.Reason is not null && !ending.IsCancellationRequested)
        {
            ExceptionDispatchInfo.Throw(seat.Reason);
        }
    }

    private async Task<(PictureShowing Showing, PictureSeat Seat)> EnterAsync(
        Exercise exercise, string resumeToken, CancellationToken cancellationToken)
    {
        await _beginning.WaitAsync(cancellationToken);
        try
        {
            if (_showings.TryGetValue(exercise, out var known)
                && known.Enter(resumeToken) is { } seat)
                return (known, seat);
            var showing = await PictureShowing.BeginAsync(exercises, exercise, ledger, time, cancellationToken);
            _showings.AddOrUpdate(exercise, showing);
            return (showing, showing.Enter(resumeToken)!);
        }
        finally
        {
            _beginning.Release();
        }
    }
}
