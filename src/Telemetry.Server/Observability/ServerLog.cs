namespace Telemetry.Server.Observability;

/// <summary>
/// Every line this server logs. Ids are stable: 1xx the process, 2xx calls, 3xx ingest, 4xx the engine, 5xx hooks.
/// </summary>
internal static partial class ServerLog
{
    [LoggerMessage(101, LogLevel.Information, "ready: {Exercises} exercises recovered in {Seconds:F3} s")]
    public static partial void Recovered(this ILogger log, int exercises, double seconds);

    [LoggerMessage(102, LogLevel.Critical, "recovery failed; the server stops")]
    public static partial void RecoveryFailed(this ILogger log, Exception exception);

    [LoggerMessage(103, LogLevel.Information, "draining: {Streams} streams are asked to connect again")]
    public static partial void Draining(this ILogger log, int streams);

    [LoggerMessage(201, LogLevel.Error, "{Method}: the store failed")]
    public static partial void StoreFailed(this ILogger log, string method, Exception exception);

    [LoggerMessage(202, LogLevel.Error, "{Method} failed")]
    public static partial void CallFailed(this ILogger log, string method, Exception exception);

    [LoggerMessage(301, LogLevel.Debug, "{Device} opened session {Session} in {Exercise} after sequence {Sequence}")]
    public static partial void StreamOpened(
        this ILogger log, string device, string session, string exercise, ulong sequence);

    [LoggerMessage(302, LogLevel.Debug, "{Device}: session {Session} was taken over by a newer stream")]
    public static partial void StreamReplaced(this ILogger log, string device, string session);

    [LoggerMessage(501, LogLevel.Error, "{Hook}: a round failed and is tried again")]
    public static partial void HookFailed(this ILogger log, string hook, Exception exception);
}
