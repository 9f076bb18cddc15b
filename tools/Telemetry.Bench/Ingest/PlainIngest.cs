using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Ingest;
using Report = Telemetry.Core.Tracks.Report;
using ReportBatch = Telemetry.Core.Tracks.ReportBatch;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// The same stream written plainly, into the same exercise: read a message, store it, acknowledge it, read the next.
/// It runs in the same server and leaves out sessions, limits and refusals, so it has less to do.
/// </summary>
internal sealed class PlainIngest(ExerciseRegistry exercises, TimeProvider time) : PlainIngestBase
{
    public override async Task PublishReports(
        IAsyncStreamReader<PublishReportsRequest> requests,
        IServerStreamWriter<PublishReportsResponse> responses,
        ServerCallContext context)
    {
        await requests.MoveNext(context.CancellationToken);
        var hello = requests.Current.Hello;
        var exercise = exercises.Get(hello.Exercise, "exercise");
        var device = DeviceClaim.Check(exercise, hello.Device, hello.Kind, hello.Unit).IdentityIn(exercise);
        await responses.WriteAsync(new PublishReportsResponse { Welcome = new Welcome() });
        while (await requests.MoveNext(context.CancellationToken))
        {
            var batch = requests.Current.Batch;
            var reports = Decode(batch, exercise.ClockUs);
            var outcomes = await exercise.PublishAsync(
                new ReportBatch(exercise.Id, device, reports), context.CancellationToken);
            var ack = new Ack { AckedThroughSequence = batch.Sequence, Stored = (uint)outcomes.Length };
            await responses.WriteAsync(new PublishReportsResponse { Ack = ack });
        }
    }

    private Report[] Decode(Patrol.Telemetry.V1.ReportBatch batch, long clockUs)
    {
        var decoder = new ReportDecoder(Core.Geo.Datum.Wgs84, clockUs, Core.TimeUs.From(time.GetUtcNow()));
        var reports = new Report[batch.Reports.Count];
        for (var i = 0; i < reports.Length; i++)
        {
            if (decoder.Decode(batch.Reports[i], out reports[i]) is { } fault)
                throw new RpcException(new Status(StatusCode.InvalidArgument, fault.Detail));
        }

        return reports;
    }
}
