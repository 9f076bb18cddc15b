namespace Telemetry.Client;

/// <summary>What a <see cref="PatrolDevice"/> has counted since it was started.</summary>
/// <param name="Accepted">Reports kept for sending.</param>
/// <param name="RefusedFull">Reports not kept because the spool was full.</param>
/// <param name="Stored">Reports the server stored.</param>
/// <param name="Duplicates">Reports the server had already.</param>
/// <param name="Rejected">Reports the server refused for good.</param>
/// <param name="SentAgain">Reports sent in the session of the backlog: those of an outage or of a process
/// before.</param>
/// <param name="Connects">Streams the server welcomed, not counting those of the backlog.</param>
/// <param name="Failures">Streams that failed or could not be opened.</param>
/// <param name="Unsettled">Reports in the spool now that the server has not settled.</param>
/// <param name="SpoolBytes">Bytes the spool takes now.</param>
public sealed record DeviceFigures(
    long Accepted,
    long RefusedFull,
    long Stored,
    long Duplicates,
    long Rejected,
    long SentAgain,
    long Connects,
    long Failures,
    long Unsettled,
    long SpoolBytes);
