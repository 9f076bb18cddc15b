namespace Telemetry.Client.Delivery;

/// <summary>
/// Waits that double and are random over their whole span, so that devices that lost the same server do not come
/// back together (Brooker, "Exponential backoff and jitter", full jitter above a floor).
/// </summary>
internal sealed class Backoff(TimeSpan min, TimeSpan max, Random random)
{
    private const int MaxDoublings = 20;
    private int _failures;

    /// <summary>The next wait; never shorter than what the server asked for.</summary>
    public TimeSpan Next(TimeSpan? atLeast = null)
    {
        var ceiling = Math.Min(max.TotalSeconds, min.TotalSeconds * Math.Pow(2, Math.Min(_failures + 1, MaxDoublings)));
        _failures++;
        var jittered = min.TotalSeconds + (random.NextDouble() * (ceiling - min.TotalSeconds));
        var floor = atLeast ?? TimeSpan.Zero;
        // Jitter goes on top of the server's wish too: it wishes the same of every device.
        return floor > TimeSpan.Zero
            ? floor + TimeSpan.FromSeconds(random.NextDouble() * min.TotalSeconds)
            : TimeSpan.FromSeconds(jittered);
    }

    public void Reset() => _failures = 0;
}
