using Patrol.Telemetry.V1;

namespace Telemetry.Client.Spool;

/// <summary>
/// A report with the number it was given when it was accepted; numbers count up from 1 within a spool.
/// </summary>
internal readonly record struct SpooledReport(ulong Number, Report Report);

/// <summary>
/// Keeps every accepted report until it is settled (stored by the server, known there already, or refused for good).
/// Safe for many threads.
/// </summary>
internal interface ISpool : IAsyncDisposable
{
    /// <summary>The number that the next accepted report gets.</summary>
    ulong NextNumber { get; }

    ulong UnsettledCount { get; }

    /// <summary>Bytes taken now.</summary>
    long Bytes { get; }

    /// <summary>Pulses when a report was accepted.</summary>
    Pulse Appended { get; }

    /// <summary>Pulses when reports were settled.</summary>
    Pulse Settled { get; }

    /// <summary>False when there is no room: nothing was kept.</summary>
    bool TryAppend(Report report);

    /// <summary>These numbers need not be sent again.</summary>
    void Settle(ulong first, ulong last);

    bool HasUnsettled(ulong first, ulong last);

    /// <summary>
    /// Unsettled reports from a number through another, ascending, at most so many and so many bytes, but one.
    /// </summary>
    void Read(ulong first, ulong last, int maxReports, int maxBytes, List<SpooledReport> into);
}
