namespace Telemetry.Server.Notifications.Decisions;

/// <summary>
/// How long to wait after a failed attempt: doubling, the upper half of it random, so that many messages that failed
/// together do not come back together.
/// </summary>
internal static class Backoff
{
    private const int MaxDoublings = 20;

    /// <param name="attempts">Made so far, at least 1.</param>
    /// <param name="luck">From 0 to 1.</param>
    /// <param name="retryAfter">What the receiver asked for.</param>
    public static TimeSpan After(int attempts, double luck, TimeSpan? retryAfter = null)
    {
        var whole = NotificationLimits.BackoffFirst * Math.Pow(2, Math.Min(attempts - 1, MaxDoublings));
        var ceiling = whole < NotificationLimits.BackoffLongest ? whole : NotificationLimits.BackoffLongest;
        var wait = ceiling * (0.5 + (luck / 2));
        if (retryAfter is not { } asked)
            return wait;
        asked = asked < NotificationLimits.RetryAfterLongest ? asked : NotificationLimits.RetryAfterLongest;
        return asked > wait ? asked : wait;
    }
}
