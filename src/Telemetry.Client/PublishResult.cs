namespace Telemetry.Client;

/// <summary>What became of a report handed to <see cref="PatrolDevice"/>.</summary>
public enum PublishResult
{
    /// <summary>Kept in the spool; it is sent until the server has settled it.</summary>
    Accepted = 1,

    /// <summary>The spool is full: the report was not kept. Older ones are never dropped for it.</summary>
    SpoolFull = 2,
}
