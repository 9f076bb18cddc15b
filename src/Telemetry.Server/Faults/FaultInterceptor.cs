using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Telemetry.Server.Observability;
using Telemetry.Storage;

namespace Telemetry.Server.Faults;

/// <summary>
/// Turns whatever a call throws into a fault of the contract, counts it by reason, and logs what is ours once.
/// </summary>
internal sealed class FaultInterceptor(ServerMetrics metrics, ILogger<FaultInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception)
        {
            throw Translate(exception, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        var fault = FaultOf(exception, context);
        if (fault.StatusCode != StatusCode.Cancelled)
            metrics.Refused(Fault.ReasonOf(fault) ?? fault.StatusCode.ToString());
        return fault;
    }

    private RpcException FaultOf(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            case RpcException { StatusCode: StatusCode.ResourceExhausted } found when Fault.ReasonOf(found) is null:
                return Fault.TooMuch(FaultReasons.MessageTooLarge, "The message is larger than the server takes");
            case RpcException fault:
                return fault;
            case InvalidProtocolBufferException:
                return Fault.Invalid(FaultReasons.MessageMalformed, "message", "is not what the contract describes");
            case StoreException:
                log.StoreFailed(context.Method, exception);
                return Fault.Unavailable(FaultReasons.StoreUnavailable, "The store cannot be reached");
            case OperationCanceledException or IOException when context.CancellationToken.IsCancellationRequested:
                return Fault.Cancelled();
            case OperationCanceledException:
                // Not the caller's doing, so it is the end of this server that cut the call short.
                return Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
            default:
                log.CallFailed(context.Method, exception);
                return Fault.Internal();
        }
    }
}
