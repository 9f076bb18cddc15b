using System.Buffers;
using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Bench.Ingest;

/// <summary>The contract's stream, with requests as the bytes they are on the wire.</summary>
internal static class RawIngest
{
    public const string ServiceName = "patrol.telemetry.v1.IngestService";
    public const string MethodName = nameof(IngestService.IngestServiceBase.PublishReports);

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(
        static (message, context) =>
        {
            context.SetPayloadLength(message.Length);
            context.GetBufferWriter().Write(message);
            context.Complete();
        },
        static context => context.PayloadAsNewBuffer());

    private static readonly Marshaller<PublishReportsResponse> Responses = Marshallers.Create(
        static (_, _) => throw new NotSupportedException("Answers are only read."),
        static (DeserializationContext context) =>
            PublishReportsResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    public static Method<byte[], PublishReportsResponse> Method(string serviceName) =>
        new(MethodType.DuplexStreaming, serviceName, MethodName, Bytes, Responses);
}
