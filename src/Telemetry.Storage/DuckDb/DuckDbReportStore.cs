using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Reports in the DuckDB file: written by <see cref="ReportWriter"/>, read on connections of their own.
/// </summary>
internal sealed class DuckDbReportStore : IReportStore
{
    private readonly DuckDbFile _file;
    private readonly ReportWriter _writer;

    /// <exception cref="StoreException">What a killed process left behind cannot be recovered now.</exception>
    public DuckDbReportStore(DuckDbFile file, string journalPath)
    {
        _file = file;
        _writer = new ReportWriter(new ReportTables(file.Connect(), new ReportJournal(journalPath)));
    }

    public async Task<AppendOutcome[]> AppendAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Reports.IsEmpty)
            return [];
        var request = new WriteRequest.Append(batch);
        await _writer.EnqueueAsync(request, cancellationToken);
        return request.Outcomes;
    }

    public async IAsyncEnumerable<Report> ReadDeviceAsync(
        string exerciseId, string deviceId, TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _writer.FoldAsync(cancellationToken);
        await using var reading = await Task.Run(
            () => ReportReading.OfDevice(_file.Connect(), exerciseId, deviceId, range), cancellationToken);
        while (await Task.Run(reading.NextChunk, cancellationToken) is { } chunk)
        {
            for (var i = 0; i < chunk.Reports.Length; i++)
                yield return chunk.Reports.Span[i];
        }
    }

    public async IAsyncEnumerable<ReportBatch> ReadAllAsync(
        string exerciseId, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _writer.FoldAsync(cancellationToken);
        await using var reading = await Task.Run(
            () => ReportReading.OfAll(_file.Connect(), exerciseId, range), cancellationToken);
        while (await Task.Run(reading.NextChunk, cancellationToken) is { } chunk)
            yield return chunk;
    }

    public async IAsyncEnumerable<ReportBatch> ReadNewestAsync(
        string exerciseId, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await _writer.FoldAsync(cancellationToken);
        await using var reading = await Task.Run(
            () => ReportReading.OfNewest(_file.Connect(), exerciseId, range), cancellationToken);
        while (await Task.Run(reading.NextChunk, cancellationToken) is { } chunk)
            yield return chunk;
    }

    public Task DropExerciseAsync(string exerciseId, CancellationToken cancellationToken) =>
        _writer.EnqueueAsync(new WriteRequest.Drop(exerciseId), cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    using var connection = _file.Connect();
                    connection.Scalar<int>("SELECT max(version) FROM schema_version");
                }
                catch (DuckDBException e)
                {
                    throw new StoreException($"DuckDB cannot be read: {e.Message}", e);
                }
            },
            cancellationToken);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
