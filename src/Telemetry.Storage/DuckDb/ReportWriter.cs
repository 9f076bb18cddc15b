using System.Threading.Channels;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Group commit: one thread takes all that waits, decides what is new, writes it to the journal and completes every
/// caller after the one fsync. The busier it is, the larger the groups and the cheaper a report.
/// </summary>
internal sealed class ReportWriter : IAsyncDisposable
{
    /// <summary>Batches waiting; beyond it callers wait too, so that backpressure reaches the device.</summary>
    private const int QueueBatches = 4_096;

    /// <summary>Reports in one group; a few tens of milliseconds of work.</summary>
    private const int GroupReports = 65_536;

    /// <summary>How long a group waits for callers of the last one to come back with their next batches.</summary>
    private const int LingerMs = 2;

    private readonly ReportTables _tables;
    private readonly Channel<WriteRequest> _queue = Channel.CreateBounded<WriteRequest>(
        new BoundedChannelOptions(QueueBatches) { SingleReader = true });

    private readonly List<WriteRequest.Append> _group = [];
    private readonly ManualResetEventSlim _enough = new();
    private readonly Task _loop;
    private int _enoughRequests = int.MaxValue;
    private int _lastGroupRequests;

    public ReportWriter(ReportTables tables)
    {
        _tables = tables;
        // A thread of its own: writes block, and must not take one of the pool's few threads.
        _loop = Task.Factory.StartNew(
            Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async Task EnqueueAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new StoreException("The report store is closed.", e);
        }

        if (_queue.Reader.Count >= Volatile.Read(ref _enoughRequests))
            _enough.Set();
        await request.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Makes what was acknowledged visible to queries.</summary>
    public Task FoldAsync(CancellationToken cancellationToken) =>
        _tables.HasUnfolded ? EnqueueAsync(new WriteRequest.Fold(), cancellationToken) : Task.CompletedTask;

    /// <summary>Writes what was taken in, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _enough.Dispose();
        _tables.Dispose();
    }

    private void Run()
    {
        var reader = _queue.Reader;
        while (WaitToRead(reader))
        {
            Linger(reader);
            var other = Gather(reader);
            if (_group.Count > 0)
                Append();
            if (other is not null)
                Complete(other);
            // After the callers were answered: it takes its time and keeps nobody but the next group waiting.
            _tables.FoldWhenLarge();
        }
    }

    /// <summary>Fills the group, up to the first request of another kind, which it returns.</summary>
    private WriteRequest? Gather(ChannelReader<WriteRequest> reader)
    {
        _group.Clear();
        var reports = 0;
        while (reports < GroupReports && reader.TryRead(out var request))
        {
            if (request is not WriteRequest.Append append)
                return request;
            _group.Add(append);
            reports += append.Outcomes.Length;
        }

        return null;
    }

    /// <summary>Blocks this thread, which is what it is for.</summary>
    private static bool WaitToRead(ChannelReader<WriteRequest> reader) =>
        reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// An fsync costs the same for one batch as for a hundred. Callers that were in the last group are about to send
    /// again, so as many are awaited, and none when there was only one.
    /// </summary>
    private void Linger(ChannelReader<WriteRequest> reader)
    {
        _enough.Reset();
        Volatile.Write(ref _enoughRequests, _lastGroupRequests);
        if (reader.Count < _lastGroupRequests)
            _enough.Wait(LingerMs);
        Volatile.Write(ref _enoughRequests, int.MaxValue);
    }

    private void Append()
    {
        try
        {
            _tables.Append(_group);
            foreach (var append in _group)
                append.SetResult();
        }
        catch (StoreException e)
        {
            foreach (var append in _group)
                append.SetException(e);
        }

        _lastGroupRequests = _group.Count;
        _group.Clear();
    }

    private void Complete(WriteRequest request)
    {
        try
        {
            if (request is WriteRequest.Drop drop)
                _tables.Drop(drop.ExerciseId);
            else
                _tables.Fold();
            request.SetResult();
        }
        catch (StoreException e)
        {
            request.SetException(e);
        }
    }
}
