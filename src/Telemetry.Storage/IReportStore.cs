using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Storage;

/// <summary>
/// Where reports are kept. A report is identified by (exercise, device, fix time); the first one wins.
/// Methods may be called concurrently. Faults of the store are <see cref="StoreException"/>s; while the store is away,
/// <see cref="AppendAsync"/> waits and retries, so that backpressure reaches the device and nothing is dropped.
/// </summary>
public interface IReportStore : IAsyncDisposable
{
    /// <summary>Reports in one chunk of <see cref="ReadAllAsync"/>, at most.</summary>
    const int ReadChunkReports = 4_096;

    /// <summary>
    /// Completes when every report of the batch is durable or has its reason: one outcome per report, in order.
    /// Batches of one device are taken in the order of the calls. The batch's memory must not change before that.
    /// Cancelling gives up waiting, not the reports: they may be stored all the same.
    /// </summary>
    Task<AppendOutcome[]> AppendAsync(ReportBatch batch, CancellationToken cancellationToken);

    /// <summary>Reports of one device, by fix time ascending.</summary>
    IAsyncEnumerable<Report> ReadDeviceAsync(
        string exerciseId, string deviceId, TimeRange range, CancellationToken cancellationToken);

    /// <summary>
    /// Reports of all devices in chunks of one device (and one identity of it) each; within a device, fix times ascend
    /// from chunk to chunk. Chunks of other devices may come between. Streams in bounded memory.
    /// </summary>
    IAsyncEnumerable<ReportBatch> ReadAllAsync(string exerciseId, TimeRange range, CancellationToken cancellationToken);

    /// <summary>
    /// The newest report of each device in a range, in chunks of one report: far cheaper than reading the range.
    /// </summary>
    IAsyncEnumerable<ReportBatch> ReadNewestAsync(
        string exerciseId, TimeRange range, CancellationToken cancellationToken);

    /// <summary>Removes all reports of an exercise. Idempotent.</summary>
    Task DropExerciseAsync(string exerciseId, CancellationToken cancellationToken);

    /// <summary>Throws <see cref="StoreException"/> when the store cannot be reached.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
