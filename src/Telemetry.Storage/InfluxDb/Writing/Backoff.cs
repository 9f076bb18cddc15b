namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>
/// How long to leave a server alone: doubling, jittered so that clients do not come back all at once.
/// </summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>A server that asks for more is asked again anyway.</summary>
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromMinutes(5);

    private TimeSpan _next = First;

    /// <summary>Waits; never shorter than the server asked for, up to five minutes.</summary>
    public Task WaitAsync(TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var jittered = _next * (0.5 + (Random.Shared.NextDouble() / 2));
        _next = Shorter(_next * 2, Longest);
        var asked = Shorter(retryAfter ?? TimeSpan.Zero, RetryAfterMax);
        return Task.Delay(asked > TimeSpan.Zero ? asked + (jittered / 10) : jittered, time, cancellationToken);
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
