using Grpc.Core;

namespace Telemetry.Client;

/// <summary>How a <see cref="ReportStream"/> ended. What is not acknowledged by then is to be sent again.</summary>
public abstract record StreamEnd
{
    private StreamEnd()
    {
    }

    /// <summary>Both sides finished in order.</summary>
    public sealed record Completed : StreamEnd;

    /// <summary>The server goes away and asks to connect again not before this time has passed.</summary>
    public sealed record Drained(TimeSpan ReconnectAfter) : StreamEnd;

    /// <summary>The call failed; <paramref name="RetryAfter"/> is what the server asked for, if it did.</summary>
    public sealed record Failed(RpcException Error, TimeSpan? RetryAfter) : StreamEnd;
}

/// <summary>Nothing more can be sent on this stream; <see cref="End"/> says why.</summary>
public sealed class StreamEndedException(StreamEnd end) : Exception(Describe(end))
{
    public StreamEnd End { get; } = end;

    private static string Describe(StreamEnd end) => end switch
    {
        StreamEnd.Drained drained => $"The server drains; connect again in {drained.ReconnectAfter}",
        StreamEnd.Failed failed => $"The stream failed: {failed.Error.StatusCode}, {failed.Error.Status.Detail}",
        _ => "The stream has completed",
    };
}
