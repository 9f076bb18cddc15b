using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Hosting;
using Telemetry.Server.Observability;
using Telemetry.Storage;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>The life of one stream after its Hello: read, publish and acknowledge until somebody ends it.</summary>
internal sealed class PublishStream
{
    private readonly ExerciseRegistry _exercises;
    private readonly Exercise _exercise;
    private readonly DeviceClaim _device;
    private readonly Datum _datum;
    private readonly SessionLease _lease;
    private readonly Drain _drain;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly PublishWindow _window;
    private ulong _lastSequence;

    public PublishStream(
        ExerciseRegistry exercises,
        Exercise exercise,
        DeviceClaim device,
        Datum datum,
        SessionLease lease,
        IngestBudget budget,
        Drain drain,
        ServerMetrics metrics,
        TimeProvider time)
    {
        _exercises = exercises;
        _exercise = exercise;
        _device = device;
        _datum = datum;
        _lease = lease;
        _drain = drain;
        _metrics = metrics;
        _time = time;
        _window = new PublishWindow(PublishAsync, budget, time);
    }

    public async Task RunAsync(
        IAsyncStreamReader<V1.PublishReportsRequest> requests, ResponseWriter responses, CancellationToken call)
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(call, _lease.Replaced);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(listening.Token, _drain.Started);
        var acks = new AckLoop(_window, responses, _lease.Session, _metrics, _time);
        var acking = acks.RunAsync(reading.Cancel, listening.Token);

        var fault = await ReadUntilEndAsync(requests, reading.Token);
        _window.Close(publishGathered: !listening.IsCancellationRequested);
        var leaving = _drain.Started.IsCancellationRequested && !listening.IsCancellationRequested;
        await Task.WhenAll(acking, leaving ? AnnounceDrainAsync(responses, listening.Token) : Task.CompletedTask);

        call.ThrowIfCancellationRequested();
        if (_lease.Replaced.IsCancellationRequested)
            throw Fault.Aborted(FaultReasons.SessionReplaced, "A newer stream speaks for this session");
        if (fault is not null)
            throw fault;
        if (leaving)
            throw Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
    }

    private static Task AnnounceDrainAsync(ResponseWriter responses, CancellationToken cancellationToken)
    {
        var drain = new V1.Drain { ReconnectAfter = Fault.RetryDelay.ToDuration() };
        return responses.WriteAsync(new V1.PublishReportsResponse { Drain = drain }, cancellationToken);
    }

    /// <summary>Null when the device has said all, or nothing more is to be read; else what it did wrong.</summary>
    private async Task<Exception?> ReadUntilEndAsync(
        IAsyncStreamReader<V1.PublishReportsRequest> requests, CancellationToken reading)
    {
        try
        {
            while (true)
            {
                await _window.WaitForRoomAsync(reading);
                if (!await requests.MoveNext(reading))
                    return null;
                Take(requests.Current);
            }
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void Take(V1.PublishReportsRequest message)
    {
        if (message.MessageCase != V1.PublishReportsRequest.MessageOneofCase.Batch)
            throw Fault.Invalid(FaultReasons.HelloRepeated, "message", "after the Hello only batches may follow");
        var batch = message.Batch;
        if (batch.Sequence == 0)
            throw Fault.Invalid(FaultReasons.SequenceMissing, "batch.sequence", "counts from 1");
        if (batch.Sequence < _lastSequence)
            throw Fault.Invalid(
                FaultReasons.SequenceWentBack, "batch.sequence", $"went back from {_lastSequence} to {batch.Sequence}");
        _metrics.BatchRead();
        if (batch.Sequence == _lastSequence || batch.Sequence <= _lease.Session.DurableSequence)
        {
            _metrics.RepeatRead();
            _window.AddRepeat(batch.Sequence);
        }
        else
        {
            BatchSize.Check(batch.Reports.Count, "batch.reports");
            var receiveUs = TimeUs.From(_time.GetUtcNow());
            _window.Add(batch, new ReportDecoder(_datum, _exercise.ClockUs, receiveUs));
        }

        _lastSequence = batch.Sequence;
    }

    private async Task<AppendOutcome[]> PublishAsync(Publication publication)
    {
        _exercises.CheckAlive(_exercise);
        var batch = new ReportBatch(_exercise.Id, _device.IdentityIn(_exercise), publication.Reports);

        // Not the call's token: what was read settles even when its sender has gone, so that the session knows.
        return await _exercise.PublishAsync(batch, _drain.Overdue);
    }
}
