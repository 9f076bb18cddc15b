using System.Buffers;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Patrol.Telemetry.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Telemetry.Server.Live.Pictures;

/// <summary>
/// Messages that go to many watchers, encoded once: what a watcher costs then is a copy of bytes. Bound like the
/// generated service, whose shape (a class around the base class) gRPC looks for.
/// </summary>
internal static class EncodedPictures
{
    private static readonly ConditionalWeakTable<WatchPictureResponse, byte[]> Encoded = [];

    public static ServiceDescriptor Descriptor => PictureService.Descriptor;

    /// <summary>The message must not change any more.</summary>
    public static WatchPictureResponse Keep(WatchPictureResponse message)
    {
        Encoded.Add(message, message.ToByteArray());
        return message;
    }

    /// <summary>Found by gRPC through the attribute on <see cref="ServiceBase"/>.</summary>
    /// <param name="service">Always null: gRPC finds the methods by their names.</param>
    public static void BindService(ServiceBinderBase binder, ServiceBase? service) =>
        PictureService.BindService(new Binder(binder), null);

    /// <summary>As generated; a call that is missing here is refused at the start.</summary>
    [BindServiceMethod(typeof(EncodedPictures), nameof(BindService))]
    internal abstract class ServiceBase
    {
        public abstract Task WatchPicture(
            WatchPictureRequest request, IServerStreamWriter<WatchPictureResponse> responseStream,
            ServerCallContext context);

        public abstract Task<GetPictureResponse> GetPicture(GetPictureRequest request, ServerCallContext context);

        public abstract Task ReplayPicture(
            ReplayPictureRequest request, IServerStreamWriter<ReplayPictureResponse> responseStream,
            ServerCallContext context);
    }

    private static void Write(SerializationContext context, byte[] bytes)
    {
        context.SetPayloadLength(bytes.Length);
        context.GetBufferWriter().Write(bytes);
        context.Complete();
    }

    private sealed class Binder(ServiceBinderBase inner) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(method, handler);

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            inner.AddMethod(method is Method<TRequest, WatchPictureResponse> watch
                ? (Method<TRequest, TResponse>)(object)WithEncoded(watch)
                : method, handler);

        private static Method<TRequest, WatchPictureResponse> WithEncoded<TRequest>(
            Method<TRequest, WatchPictureResponse> method)
            where TRequest : class
        {
            var plain = method.ResponseMarshaller;
            var marshaller = new Marshaller<WatchPictureResponse>(
                (message, context) =>
                {
                    if (Encoded.TryGetValue(message, out var bytes))
                        Write(context, bytes);
                    else
                        plain.ContextualSerializer(message, context);
                },
                plain.ContextualDeserializer);
            return new(method.Type, method.ServiceName, method.Name, method.RequestMarshaller, marshaller);
        }
    }
}
