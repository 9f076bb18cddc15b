using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Telemetry.Server.Hosting;
using Telemetry.Server.Observability;
using Telemetry.Storage;

namespace Telemetry.Server.Faults;

/// <summary>
/// What <see cref="FaultInterceptor"/> is to the services, this is to plain paths: a refusal is the same
/// google.rpc.Status as JSON, with the same HTTP code as the services' transcoding gives it. What fails after the first
/// byte breaks the connection, so that nobody takes half a file for a whole one.
/// </summary>
internal sealed class HttpFaults(Readiness readiness, ServerMetrics metrics, ILogger<HttpFaults> log)
{
    private static readonly JsonFormatter Json = new(new JsonFormatter.Settings(
        formatDefaultValues: true,
        TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, RetryInfo.Descriptor)));

    public async Task RunAsync(HttpContext context, Func<Task> answer)
    {
        try
        {
            if (!readiness.IsRecovered)
                throw Fault.Unavailable(FaultReasons.Starting, "The server is recovering; try again");
            await answer();
        }
        catch (Exception exception)
        {
            var fault = FaultOf(exception, context);
            if (fault.StatusCode != StatusCode.Cancelled)
                metrics.Refused(Fault.ReasonOf(fault) ?? fault.StatusCode.ToString());
            if (context.Response.HasStarted)
                context.Abort();
            else
                await TellAsync(context.Response, fault);
        }
    }

    private static async Task TellAsync(Microsoft.AspNetCore.Http.HttpResponse response, RpcException fault)
    {
        response.Clear();
        response.StatusCode = HttpCodeOf(fault.StatusCode);
        response.ContentType = "application/json; charset=utf-8";
        var status = fault.GetRpcStatus() ?? new Google.Rpc.Status { Code = (int)fault.StatusCode };
        await response.WriteAsync(Json.Format(status));
    }

    private static int HttpCodeOf(StatusCode code) => code switch
    {
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange =>
            StatusCodes.Status400BadRequest,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.Aborted or StatusCode.AlreadyExists => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Cancelled => StatusCodes.Status499ClientClosedRequest,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    private RpcException FaultOf(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case RpcException fault:
                return fault;
            case StoreException:
                log.StoreFailed(context.Request.Path, exception);
                return Fault.Unavailable(FaultReasons.StoreUnavailable, "The store cannot be reached");
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                return Fault.Cancelled();
            case OperationCanceledException:
                return Fault.Unavailable(FaultReasons.Draining, "The server is going away; connect again");
            default:
                log.CallFailed(context.Request.Path, exception);
                return Fault.Internal();
        }
    }
}
