using Grpc.Core;

namespace Telemetry.Client;

/// <summary>A device got through to its server, or lost it.</summary>
/// <param name="Error">Why it was lost; null when the server drained or ended in order.</param>
/// <param name="RetryAfter">How long the device waits before it tries again.</param>
public sealed record ConnectionChange(bool IsConnected, RpcException? Error, TimeSpan RetryAfter);
