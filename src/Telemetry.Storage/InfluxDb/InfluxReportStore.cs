using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Identity;
using Telemetry.Storage.InfluxDb.Lines;
using Telemetry.Storage.InfluxDb.Reading;
using Telemetry.Storage.InfluxDb.Writing;

namespace Telemetry.Storage.InfluxDb;

/// <summary>
/// Reports in InfluxDB 1.x, 2.x or 3 Core: measurement <c>report</c> for live and <c>report_drill_{id}</c> for each
/// drill, tags device, kind and unit. The first report of a device and fix time wins although InfluxDB would
/// overwrite it, as long as this is the only writer of the exercise's devices.
/// </summary>
public sealed class InfluxReportStore : IReportStore
{
    private readonly InfluxOptions _options;
    private readonly InfluxHttp _http;
    private readonly LineSender _sender;
    private readonly ReportWriter _writer;
    private readonly ReportQueries _queries;
    private readonly FirstWins _firstWins;
    private readonly DeviceTails _tails = new();
    private readonly CancellationTokenSource _closing = new();
    private int _isClosed;

    private InfluxReportStore(InfluxOptions options, InfluxHttp http, TimeProvider time)
    {
        (_options, _http) = (options, http);
        _queries = new ReportQueries(http);
        _sender = new LineSender(http, options.MaxLinesPerWrite, time);
        _writer = new ReportWriter(options, _sender, time);
        _firstWins = new FirstWins(_queries, http, time);
    }

    /// <summary>Connects; makes the database when it is missing and the options allow it.</summary>
    /// <exception cref="StoreException">
    /// The options are wrong, the server cannot be reached, does not let us in, or has no such database.
    /// </exception>
    public static async Task<InfluxReportStore> OpenAsync(
        InfluxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var http = await InfluxConnection.OpenAsync(options, time, cancellationToken).ConfigureAwait(false);
        return new InfluxReportStore(options, http, time);
    }

    public async Task<AppendOutcome[]> AppendAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Reports.IsEmpty)
            return [];
        if (!ReportLine.CanHold(batch))
            return RefuseAll(batch);
        var (tail, append, claim) = _tails.Claim(batch);
        RefuseUnholdable(append);
        if (!claim.IsAllNew)
            await MarkRepeatsAsync(append, tail, claim, cancellationToken).ConfigureAwait(false);
        append.LineCount = append.Outcomes.AsSpan().Count(AppendOutcome.Stored);
        if (append.LineCount == 0)
            append.Complete();
        else
            await _writer.EnqueueAsync(append, cancellationToken).ConfigureAwait(false);
        await append.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!claim.IsAllNew)
            FirstWins.FollowRefusals(append);
        return append.Outcomes;
    }

    public async IAsyncEnumerable<Report> ReadDeviceAsync(
        string exerciseId, string deviceId, TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (range.IsEmpty)
            yield break;
        await foreach (var batch in _queries.ReadDeviceAsync(exerciseId, deviceId, range, cancellationToken)
            .ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Reports.Length; i++)
                yield return batch.Reports.Span[i];
        }
    }

    public async IAsyncEnumerable<ReportBatch> ReadAllAsync(
        string exerciseId, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (range.IsEmpty)
            yield break;
        var devices = await _queries.ReadDeviceIdsAsync(exerciseId, range, cancellationToken).ConfigureAwait(false);
        await foreach (var batch in _queries.ReadDevicesAsync(exerciseId, devices, range, cancellationToken)
            .ConfigureAwait(false))
            yield return batch;
    }

    public async IAsyncEnumerable<ReportBatch> ReadNewestAsync(
        string exerciseId, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (range.IsEmpty)
            yield break;
        var devices = await _queries.ReadDeviceIdsAsync(exerciseId, range, cancellationToken).ConfigureAwait(false);
        await foreach (var batch in _queries.ReadDevicesAsync(
            exerciseId, devices, range, cancellationToken, isNewestOnly: true).ConfigureAwait(false))
            yield return batch;
    }

    public async Task DropExerciseAsync(string exerciseId, CancellationToken cancellationToken)
    {
        await _tails.DrainAsync(exerciseId).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        await _sender.DropAsync(Measurement.OfReports(exerciseId), cancellationToken).ConfigureAwait(false);
        _tails.Forget(exerciseId);
    }

    /// <summary>Also throws, with the reason, while writes are being retried.</summary>
    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var document in _http.QueryAsync("SHOW MEASUREMENTS LIMIT 1", cancellationToken)
            .ConfigureAwait(false))
            SeriesReader.ThrowIfError(document.Span);
        if (_sender.Fault is { } fault)
            throw new StoreException($"InfluxDB at {_options.Url} does not take writes: {fault}");
    }

    /// <summary>
    /// Takes no more, and writes what it took for as long as <see cref="InfluxOptions.DrainTimeout"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _sender.Dispose();
        _http.Dispose();
    }

    private async Task MarkRepeatsAsync(
        PendingAppend append, DeviceTail tail, TailClaim claim, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await _firstWins.MarkRepeatsAsync(append, tail, claim, either.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            append.Fail(fault);
            if (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new StoreException("The store was closed before the reports were durable.", fault);
            throw;
        }
    }

    private static AppendOutcome[] RefuseAll(ReportBatch batch)
    {
        InfluxMetrics.Refused("a name that line protocol cannot carry", batch.Reports.Length);
        var outcomes = new AppendOutcome[batch.Reports.Length];
        Array.Fill(outcomes, AppendOutcome.Refused);
        return outcomes;
    }

    private static void RefuseUnholdable(PendingAppend append)
    {
        var reports = append.Batch.Reports.Span;
        for (var i = 0; i < reports.Length; i++)
        {
            if (ReportLine.CanHold(in reports[i]))
                continue;
            append.Outcomes[i] = AppendOutcome.Refused;
            InfluxMetrics.Refused("a place that is not finite or a time outside 1677 to 2262");
        }
    }
}
