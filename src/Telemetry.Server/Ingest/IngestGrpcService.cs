using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Hosting;
using Telemetry.Server.Observability;
using ReportBatch = Telemetry.Core.Tracks.ReportBatch;

namespace Telemetry.Server.Ingest;

/// <summary>The door for reports: a stream per device, or one batch at a time.</summary>
internal sealed class IngestGrpcService(
    ExerciseRegistry exercises,
    SessionRegistry sessions,
    IngestBudget budget,
    Hosting.Drain drain,
    ServerMetrics metrics,
    TimeProvider time,
    ILogger<IngestGrpcService> log) : IngestService.IngestServiceBase
{
    public override async Task PublishReports(
        IAsyncStreamReader<PublishReportsRequest> requestStream,
        IServerStreamWriter<PublishReportsResponse> responseStream,
        ServerCallContext context)
    {
        var call = context.CancellationToken;
        var hello = await ReadHelloAsync(requestStream, call);
        var exercise = exercises.Get(hello.Exercise, "hello.exercise");
        var device = DeviceClaim.Check(exercise, hello.Device, hello.Kind, hello.Unit);
        var datum = Check(hello.Datum);
        if (!ResourceNames.IsId(hello.Session))
            throw Fault.InvalidField("hello.session", $"is not 1 to {Limits.IdLength} of [A-Za-z0-9._-]");

        using var lease = sessions.Open(new SessionKey(exercise.Id, device.DeviceId, hello.Session));
        metrics.StreamOpened();
        try
        {
            var sequence = lease.Session.DurableSequence;
            log.StreamOpened(device.DeviceId, hello.Session, exercise.Id, sequence);
            using var responses = new ResponseWriter(responseStream);
            await responses.WriteAsync(WelcomeAfter(sequence), call);
            var stream = new PublishStream(exercises, exercise, device, datum, lease, budget, drain, metrics, time);
            await stream.RunAsync(requestStream, responses, call);
        }
        finally
        {
            metrics.StreamClosed();
        }
    }

    public override async Task<PublishBatchResponse> PublishBatch(
        PublishBatchRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Exercise, "exercise");
        var device = DeviceClaim.Check(exercise, request.Device, request.Kind, request.Unit);
        var datum = Check(request.Datum);
        BatchSize.Check(request.Reports.Count, "reports");

        var publication = new Publication(time.GetTimestamp());
        var decoder = new ReportDecoder(datum, exercise.ClockUs, TimeUs.From(time.GetUtcNow()));
        publication.Add(sequence: 0, request.Reports, decoder);
        var batch = new ReportBatch(exercise.Id, device.IdentityIn(exercise), publication.Reports);
        var outcomes = publication.Kept == 0 ? [] : await exercise.PublishAsync(batch, context.CancellationToken);

        var tally = new AckTally(toldSequence: 0, metrics);
        tally.Add(publication, outcomes, durableSequence: 0);
        var ack = tally.Next()!;
        metrics.AckLatency(time.GetElapsedTime(publication.FirstReadTimestamp));
        return new PublishBatchResponse
        {
            Stored = ack.Stored,
            Duplicates = ack.Duplicates,
            Rejected = { ack.Rejected },
        };
    }

    private static PublishReportsResponse WelcomeAfter(ulong sequence) => new()
    {
        Welcome = new Welcome
        {
            AckedThroughSequence = sequence,
            MaxUnacknowledgedReports = Limits.UnacknowledgedReports,
        },
    };

    private static Core.Geo.Datum Check(Datum datum) => datum switch
    {
        Datum.Unspecified or Datum.Wgs84 => Core.Geo.Datum.Wgs84,
        Datum.Gcj02 => Core.Geo.Datum.Gcj02,
        Datum.Bd09 => Core.Geo.Datum.Bd09,
        _ => throw Fault.InvalidField("datum", $"is {(int)datum}, which this server does not know"),
    };

    private async Task<Hello> ReadHelloAsync(IAsyncStreamReader<PublishReportsRequest> requests, CancellationToken call)
    {
        using var patience = new CancellationTokenSource(IngestLimits.HelloTimeout, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(call, patience.Token, drain.Started);
        try
        {
            if (await requests.MoveNext(waiting.Token) && requests.Current.Hello is { } hello)
                return hello;
        }
        catch (OperationCanceledException) when (!call.IsCancellationRequested && waiting.IsCancellationRequested)
        {
            throw drain.Started.IsCancellationRequested
                ? Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again")
                : Fault.TooLate(
                    FaultReasons.HelloTooLate, $"No Hello within {IngestLimits.HelloTimeout.TotalSeconds} s");
        }

        throw Fault.Invalid(FaultReasons.HelloMissing, "message", "the first message of a stream is a Hello");
    }
}
