namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>What a server says to one write.</summary>
internal enum WriteVerdict : byte
{
    /// <summary>All lines are durable.</summary>
    Stored,

    /// <summary>
    /// Some line is bad; which others were stored depends on the version and is not to be relied upon.
    /// </summary>
    BadLines,

    /// <summary>The body is larger than this server takes.</summary>
    TooLarge,

    /// <summary>The database is not there.</summary>
    NoDatabase,

    /// <summary>Away, overloaded or not letting us in, and nobody knows what was stored: send it again.</summary>
    Unavailable,
}

/// <param name="Reason">The server's words, for people.</param>
/// <param name="RetryAfter">How long the server asks to be left alone.</param>
internal readonly record struct WriteAnswer(WriteVerdict Verdict, string Reason = "", TimeSpan? RetryAfter = null);
