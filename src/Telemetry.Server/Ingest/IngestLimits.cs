using Telemetry.Core;

namespace Telemetry.Server.Ingest;

/// <summary>The limits of ingest beside <see cref="Limits"/>, each with its unit.</summary>
internal static class IngestLimits
{
    /// <summary>Streams of devices open at once on this node.</summary>
    public const int Streams = 10_000;

    /// <summary>Sessions remembered; the one unused for longest is forgotten first.</summary>
    public const int Sessions = 100_000;

    /// <summary>
    /// Unacknowledged reports of all streams together (about 100 bytes each). Above it only a stream with nothing under
    /// way is read from, so that a store that is away cannot fill the memory through many streams.
    /// </summary>
    public const int NodeUnacknowledgedReports = 4_000_000;

    /// <summary>Refused reports of one stream that may wait to be told before nothing more is read.</summary>
    public const int PendingRejections = 4_096;

    /// <summary>Refused reports in one Ack.</summary>
    public const int RejectionsPerAck = 1_000;

    /// <summary>
    /// Reports gathered while a publication is under way that make the next one start at once. As an array they stay
    /// below the size (85,000 bytes) from which the runtime keeps arrays on its large object heap.
    /// </summary>
    public const int PublicationReports = 512;

    /// <summary>How long a new stream may take to say Hello.</summary>
    public static readonly TimeSpan HelloTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A stream that has more under way is acknowledged at most this often: a message costs as much as dozens of
    /// reports, and nobody waits for it.
    /// </summary>
    public static readonly TimeSpan AckInterval = TimeSpan.FromMilliseconds(10);
}
