using Patrol.Telemetry.V1;

namespace Telemetry.Client;

/// <summary>How one <see cref="ReportStream"/> behaves.</summary>
public sealed record ReportStreamOptions
{
    /// <summary>
    /// Reports under way without acknowledgement before sending waits; the server's own limit holds too.
    /// </summary>
    public int MaxUnacknowledgedReports { get; init; } = 65_536;

    /// <summary>How long the server may take to answer the Hello.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Called for each acknowledgement, in order, on the stream's reader: keep it short.</summary>
    public Action<Ack>? OnAck { get; init; }

    /// <summary>Called for each refused report, before the <see cref="OnAck"/> of the same message.</summary>
    public Action<RejectedReport, Report?>? OnRejected { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
