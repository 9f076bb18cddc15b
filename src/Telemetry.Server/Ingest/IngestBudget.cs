namespace Telemetry.Server.Ingest;

/// <summary>Counts the unacknowledged reports of all streams of this node.</summary>
internal sealed class IngestBudget(int capacityReports = IngestLimits.NodeUnacknowledgedReports)
{
    private long _reports;

    public bool IsSpent => Volatile.Read(ref _reports) >= capacityReports;

    public void Add(int reports) => Interlocked.Add(ref _reports, reports);
}
