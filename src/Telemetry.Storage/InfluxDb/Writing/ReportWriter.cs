using System.Threading.Channels;
using Telemetry.Storage.InfluxDb.Lines;

namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>
/// Takes batches from callers and keeps a few writes of some thousand lines under way. Each of its loops takes what is
/// waiting, so a batch that comes alone is written at once and batches that come in crowds are written together.
/// Two reports of one device never share a fix time here, so the order in which writes end does not matter.
/// </summary>
internal sealed class ReportWriter : IAsyncDisposable
{
    private readonly InfluxOptions _options;
    private readonly LineSender _sender;
    private readonly TimeProvider _time;
    private readonly Budget _budget;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>();
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abandoning = new();
    private readonly Task _loops;

    public ReportWriter(InfluxOptions options, LineSender sender, TimeProvider time)
    {
        (_options, _sender, _time) = (options, sender, time);
        _budget = new Budget(options.QueueReports);
        _loops = Task.WhenAll(Enumerable.Range(0, options.WritesInFlight).Select(_ => Task.Run(RunAsync)));
    }

    /// <summary>
    /// Hands a batch over, waiting while too much is under way. The batch is completed or failed in any case.
    /// </summary>
    public async Task EnqueueAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            await _budget.TakeAsync(append.LineCount, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            append.Fail(Closed());
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        if (!_queue.Writer.TryWrite(append))
            append.Fail(Closed());
    }

    /// <summary>Writes what was accepted, for as long as the options allow; what is left then fails.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _closing.CancelAsync().ConfigureAwait(false);
        try
        {
            await _loops.WaitAsync(_options.DrainTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _abandoning.CancelAsync().ConfigureAwait(false);
            await _loops.ConfigureAwait(false);
        }

        _closing.Dispose();
        _abandoning.Dispose();
    }

    private async Task RunAsync()
    {
        var body = new LineBuffer();
        var taken = new List<PendingAppend>();
        var refused = new List<int>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            try
            {
                Take(taken, body);
                await _sender.SendAsync(body, refused, _abandoning.Token).ConfigureAwait(false);
                InfluxMetrics.Lines.Add(body.Count - refused.Count);
                Complete(taken, refused);
            }
            catch (OperationCanceledException)
            {
                taken.ForEach(append => append.Fail(Closed()));
            }
            catch (Exception fault)
            {
                // Not the server's doing: the callers must hear of it, and the next batch deserves its try.
                taken.ForEach(append => append.Fail(new StoreException($"A write failed: {fault.Message}", fault)));
            }
            finally
            {
                taken.ForEach(append => _budget.Return(append.LineCount));
            }

            taken.Clear();
            refused.Clear();
            body.Clear();
        }
    }

    private void Take(List<PendingAppend> taken, LineBuffer body)
    {
        while (body.Count < Math.Min(_options.MaxLinesPerWrite, _sender.LinesPerWrite)
            && _queue.Reader.TryRead(out var append))
        {
            taken.Add(append);
            ReportLine.AddAll(body, append.Batch, append.Outcomes);
        }
    }

    private static void Complete(List<PendingAppend> taken, List<int> refused)
    {
        var first = 0;
        foreach (var append in taken)
        {
            if (refused.Count > 0)
            {
                var end = first + append.LineCount;
                append.Refuse(refused.Where(line => line >= first && line < end).Select(line => line - first).ToList());
                first = end;
            }

            append.Complete();
        }
    }

    private static StoreException Closed() => new("The store was closed before the reports were durable.");
}
