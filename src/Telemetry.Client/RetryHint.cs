using Google.Rpc;
using Grpc.Core;

namespace Telemetry.Client;

/// <summary>What a server asks of those it turns away: <c>google.rpc.RetryInfo</c>.</summary>
internal static class RetryHint
{
    public static TimeSpan? Of(RpcException e) => e.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
}
