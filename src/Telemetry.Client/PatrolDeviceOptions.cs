using Patrol.Telemetry.V1;

namespace Telemetry.Client;

/// <summary>Who a device is, where it reports to, and how much it may keep while it cannot.</summary>
public sealed record PatrolDeviceOptions
{
    /// <summary>Reports of one batch: at most this many by the contract.</summary>
    public const int MaxBatchReports = 1_000;

    /// <summary>
    /// The server: <c>http://</c> is HTTP/2 in clear text, <c>https://</c> is TLS. Not used when a channel is given.
    /// </summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:5080");

    /// <summary>Id of the exercise; <c>live</c> is duty itself.</summary>
    public string Exercise { get; init; } = "live";

    /// <summary>Id of the device: 1 to 64 of [A-Za-z0-9._-], beginning with a letter or digit.</summary>
    public required string Device { get; init; }

    /// <summary>Kind of the device; the plan's roster has precedence.</summary>
    public DeviceKind Kind { get; init; }

    /// <summary>Unit (squad) of the device; the plan's roster has precedence.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Datum of all positions that this device publishes.</summary>
    public Datum Datum { get; init; } = Datum.Wgs84;

    /// <summary>
    /// Begins the session's name, 1 to 40 characters as in an id; a part that is new with every start follows.
    /// </summary>
    public string Session { get; init; } = "device";

    /// <summary>
    /// Folder of the spools, one below it per exercise and device. Null keeps unacknowledged reports in memory only:
    /// they survive an outage of the server but not the end of this process.
    /// </summary>
    public string? SpoolFolder { get; init; }

    /// <summary>
    /// Bytes the spool may take, 256 KiB or more. When it is full new reports are refused, never old ones dropped.
    /// </summary>
    public long SpoolLimitBytes { get; init; } = 64L << 20;

    /// <summary>
    /// How long an accepted report may stay in the operating system's cache before it is forced to disk. The end of the
    /// process loses nothing in any case; the loss of power loses at most this much. Zero forces each report by itself.
    /// </summary>
    public TimeSpan SpoolSyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reports per batch, 1 to <see cref="MaxBatchReports"/>.</summary>
    public int BatchReports { get; init; } = 256;

    /// <summary>How long a report may wait for others to share its batch. Zero sends what is there at once.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    /// <summary>Reports under way without acknowledgement; the server's own limit holds too.</summary>
    public int MaxUnacknowledgedReports { get; init; } = 16_384;

    /// <summary>Sent with every call when given.</summary>
    public string? BearerToken { get; init; }

    /// <summary>
    /// Shortest and longest wait before connecting again; the real one is random between the two and grows.
    /// </summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(200);
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="PatrolDevice.DisposeAsync"/> waits for the last acknowledgements.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrEmpty(Device);
        ArgumentException.ThrowIfNullOrEmpty(Exercise);
        ArgumentException.ThrowIfNullOrEmpty(Session);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Session.Length, 40, nameof(Session));
        ArgumentOutOfRangeException.ThrowIfLessThan(SpoolLimitBytes, 256 << 10, nameof(SpoolLimitBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchReports, 1, nameof(BatchReports));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchReports, MaxBatchReports, nameof(BatchReports));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxUnacknowledgedReports, 1, nameof(MaxUnacknowledgedReports));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BackoffMin, TimeSpan.Zero, nameof(BackoffMin));
        ArgumentOutOfRangeException.ThrowIfLessThan(BackoffMax, BackoffMin, nameof(BackoffMax));
    }
}
