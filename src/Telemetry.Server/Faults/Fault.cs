using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Google.Rpc.Status;

namespace Telemetry.Server.Faults;

/// <summary>
/// The one place that makes <see cref="RpcException"/>s: a code, a sentence for a person, an ErrorInfo for programs,
/// and what helps to go on (the fields at fault, or when to try again).
/// </summary>
internal static class Fault
{
    /// <summary>How long a client waits before it tries again, when nothing better is known.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public static RpcException InvalidField(string field, string description) =>
        Invalid(FaultReasons.InvalidField, field, description);

    /// <summary>INVALID_ARGUMENT with a reason of its own, naming the field at fault.</summary>
    public static RpcException Invalid(string reason, string field, string description) =>
        Make(Code.InvalidArgument, reason, $"{field}: {description}", BadRequestOf((field, description)));

    /// <summary>INVALID_ARGUMENT naming several fields at once.</summary>
    public static RpcException Invalid(
        string reason, string message, IEnumerable<(string Field, string Description)> fields) =>
        Make(Code.InvalidArgument, reason, message, BadRequestOf([.. fields]));

    public static RpcException NotFound(string reason, string name) =>
        Make(Code.NotFound, reason, $"{name} does not exist");

    public static RpcException AlreadyExists(string reason, string name) =>
        Make(Code.AlreadyExists, reason, $"{name} exists already");

    public static RpcException FailedPrecondition(string reason, string message) =>
        Make(Code.FailedPrecondition, reason, message);

    public static RpcException OutOfRange(string reason, string message) => Make(Code.OutOfRange, reason, message);

    public static RpcException Aborted(string reason, string message) => Make(Code.Aborted, reason, message);

    public static RpcException TooMuch(string reason, string message) => Make(Code.ResourceExhausted, reason, message);

    public static RpcException TooLate(string reason, string message) => Make(Code.DeadlineExceeded, reason, message);

    /// <summary>UNAVAILABLE, with the time after which to try again.</summary>
    public static RpcException Unavailable(string reason, string message) =>
        Make(Code.Unavailable, reason, message, new RetryInfo { RetryDelay = RetryDelay.ToDuration() });

    /// <summary>Says nothing of what happened: that is in the log.</summary>
    public static RpcException Internal() =>
        Make(Code.Internal, FaultReasons.Internal, "The server failed; its log says why");

    public static RpcException Cancelled() => new(new Grpc.Core.Status(StatusCode.Cancelled, "The caller has gone"));

    /// <summary>The ErrorInfo reason that a fault carries; null when it was not made here.</summary>
    public static string? ReasonOf(RpcException fault) => fault.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    private static RpcException Make(Code code, string reason, string message, params ReadOnlySpan<IMessage> details)
    {
        var status = new Status { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(new ErrorInfo { Reason = reason, Domain = FaultReasons.Domain }));
        foreach (var detail in details)
            status.Details.Add(Any.Pack(detail));
        return status.ToRpcException();
    }

    private static BadRequest BadRequestOf(params ReadOnlySpan<(string Field, string Description)> fields)
    {
        var request = new BadRequest();
        foreach (var (field, description) in fields)
        {
            var violation = new BadRequest.Types.FieldViolation { Field = field, Description = description };
            request.FieldViolations.Add(violation);
        }

        return request;
    }
}
