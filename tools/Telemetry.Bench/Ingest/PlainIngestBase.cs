using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Bench.Ingest;

/// <summary>Binds the plain service by hand, under a name of its own, since the contract does not know it.</summary>
[BindServiceMethod(typeof(PlainIngestBase), nameof(BindService))]
internal abstract class PlainIngestBase
{
    public const string ServiceName = "bench.PlainIngest";

    private static readonly Method<PublishReportsRequest, PublishReportsResponse> Method = new(
        MethodType.DuplexStreaming, ServiceName, nameof(PublishReports),
        Marshallers.Create<PublishReportsRequest>(
            static _ => throw new NotSupportedException("Requests are only read."),
            PublishReportsRequest.Parser.ParseFrom),
        Marshallers.Create<PublishReportsResponse>(
            static response => Google.Protobuf.MessageExtensions.ToByteArray(response),
            static _ => throw new NotSupportedException("Answers are only written.")));

    public static void BindService(ServiceBinderBase binder, PlainIngestBase? service)
    {
        DuplexStreamingServerMethod<PublishReportsRequest, PublishReportsResponse>? handler =
            service is null ? null : service.PublishReports;
        binder.AddMethod(Method, handler);
    }

    public abstract Task PublishReports(
        IAsyncStreamReader<PublishReportsRequest> requests,
        IServerStreamWriter<PublishReportsResponse> responses,
        ServerCallContext context);
}
