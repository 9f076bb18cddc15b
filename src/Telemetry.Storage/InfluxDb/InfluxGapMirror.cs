using System.Threading.Channels;
using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Lines;
using Telemetry.Storage.InfluxDb.Writing;

namespace Telemetry.Storage.InfluxDb;

/// <summary>
/// Shows gap revisions to whoever charts InfluxDB: measurement <c>gap</c> for live and <c>gap_drill_{id}</c> for each
/// drill, one point for each revision at the event time it became known, so that charts line up with the reports. The
/// ledger is the truth: this is tried for as long as it takes, but never holds the ledger up; when the queue is full
/// the oldest revisions go, and are counted.
/// </summary>
public sealed class InfluxGapMirror : IAsyncDisposable
{
    /// <summary>Revisions that may wait for InfluxDB.</summary>
    public const int QueueRevisions = 100_000;

    private readonly InfluxOptions _options;
    private readonly InfluxHttp _http;
    private readonly TimeProvider _time;
    private readonly LineSender _sender;
    private readonly Channel<Item> _queue;
    private readonly CancellationTokenSource _abandoning = new();
    private readonly Task _loop;
    private long _dropped;

    private InfluxGapMirror(InfluxOptions options, InfluxHttp http, TimeProvider time, int queueRevisions)
    {
        (_options, _http, _time) = (options, http, time);
        _sender = new LineSender(http, options.MaxLinesPerWrite, time);
        _queue = Channel.CreateBounded<Item>(
            new BoundedChannelOptions(queueRevisions) { FullMode = BoundedChannelFullMode.DropOldest }, Drop);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Revisions that were not mirrored: too many waited, or InfluxDB would not take them.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc cref="InfluxReportStore.OpenAsync"/>
    public static Task<InfluxGapMirror> OpenAsync(
        InfluxOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        OpenAsync(options, time, QueueRevisions, cancellationToken);

    /// <summary>Puts revisions in line; returns at once. After disposal they are dropped.</summary>
    public void Mirror(IReadOnlyList<GapRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_queue.Writer.TryWrite(new Item(row, null, null)))
                Count(1);
        }
    }

    /// <summary>Removes an exercise's gaps, those still in line too. Idempotent.</summary>
    /// <exception cref="StoreException">InfluxDB did not do it.</exception>
    public async Task DropExerciseAsync(string exerciseId, CancellationToken cancellationToken)
    {
        // By way of the queue, or a revision before it in line would bring the measurement back.
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.Writer.TryWrite(new Item(null, exerciseId, done)))
            throw new StoreException("The gap mirror is closed.");
        await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what is in line for as long as <see cref="InfluxOptions.DrainTimeout"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        try
        {
            await _loop.WaitAsync(_options.DrainTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _abandoning.CancelAsync().ConfigureAwait(false);
            await _loop.ConfigureAwait(false);
        }

        _abandoning.Dispose();
        _sender.Dispose();
        _http.Dispose();
    }

    internal static async Task<InfluxGapMirror> OpenAsync(
        InfluxOptions options, TimeProvider time, int queueRevisions, CancellationToken cancellationToken)
    {
        var http = await InfluxConnection.OpenAsync(options, time, cancellationToken).ConfigureAwait(false);
        return new InfluxGapMirror(options, http, time, queueRevisions);
    }

    private async Task RunAsync()
    {
        var lines = new LineBuffer();
        var refused = new List<int>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            var removal = Take(lines);
            try
            {
                await _sender.SendAsync(lines, refused, _abandoning.Token).ConfigureAwait(false);
                Count(refused.Count);
            }
            catch (OperationCanceledException)
            {
                Count(lines.Count);
            }

            if (removal is { ExerciseId: { } exerciseId, Done: { } done })
                await RemoveAsync(exerciseId, done).ConfigureAwait(false);
            lines.Clear();
            refused.Clear();
        }
    }

    // Up to a removal, which waits for the lines before it.
    private Item? Take(LineBuffer lines)
    {
        while (lines.Count < _sender.LinesPerWrite && _queue.Reader.TryRead(out var item))
        {
            if (item.Row is null)
                return item;
            if (!GapLine.TryAdd(lines, item.Row))
                Count(1);
        }

        return null;
    }

    private async Task RemoveAsync(string exerciseId, TaskCompletionSource done)
    {
        try
        {
            await _sender.DropAsync(Measurement.OfGaps(exerciseId), _abandoning.Token).ConfigureAwait(false);
            done.SetResult();
        }
        catch (Exception fault) when (fault is StoreException or OperationCanceledException)
        {
            done.SetException(fault as StoreException ?? new StoreException("The gap mirror was closed.", fault));
        }
    }

    private void Drop(Item item)
    {
        if (item.Done is { } done)
            done.TrySetException(new StoreException("The gap mirror is too far behind to remove an exercise."));
        else
            Count(1);
    }

    private void Count(long dropped)
    {
        if (dropped == 0)
            return;
        Interlocked.Add(ref _dropped, dropped);
        InfluxMetrics.GapsDropped.Add(dropped);
    }

    /// <summary>A revision to write, or an exercise to remove.</summary>
    private readonly record struct Item(GapRow? Row, string? ExerciseId, TaskCompletionSource? Done);
}
