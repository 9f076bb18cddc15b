using Google.Rpc;
using Grpc.Core;

namespace Telemetry.Cli;

/// <summary>Tells a person in one line why a call failed.</summary>
internal static class ServerRefusal
{
    private const int FaultsShown = 3;

    public static (int ExitCode, string Message) Describe(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded =>
            (ExitCode.Unreachable, $"the server is not reachable: {Detail(e)}"),
        _ => (ExitCode.Refused, $"the server refused ({CodeText(e.StatusCode)}): {Detail(e)}"),
    };

    public static bool IsPassing(RpcException e) =>
        e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded
        || (e.StatusCode == StatusCode.Internal && e.Status.DebugException is IOException or HttpRequestException);

    private static string Detail(RpcException e)
    {
        var violations = e.GetRpcStatus()?.GetDetail<BadRequest>()?.FieldViolations;
        if (violations is not { Count: > 0 })
            return e.Status.Detail;
        var shown = string.Join("; ", violations.Take(FaultsShown).Select(v => $"{v.Field}: {v.Description}"));
        var more = violations.Count > FaultsShown ? $"; and {violations.Count - FaultsShown} more" : "";
        return $"{e.Status.Detail} [{shown}{more}]";
    }

    private static string CodeText(StatusCode code) => code switch
    {
        StatusCode.NotFound => "not found",
        StatusCode.AlreadyExists => "exists already",
        StatusCode.InvalidArgument => "invalid",
        StatusCode.FailedPrecondition => "not in this state",
        StatusCode.Unauthenticated => "no valid token",
        StatusCode.PermissionDenied => "not allowed",
        _ => code.ToString(),
    };
}
