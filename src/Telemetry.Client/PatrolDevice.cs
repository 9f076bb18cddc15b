using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Client.Delivery;
using Telemetry.Client.Spool;

namespace Telemetry.Client;

/// <summary>
/// A device that reports: takes reports at any time, online or not, and sends each until the server has settled it.
/// </summary>
/// <remarks>
/// Safe for many threads. A report that was <see cref="PublishResult.Accepted"/> is never dropped by the library: with
/// a
/// spool folder it outlives the process, without one it lives in memory. Handlers of events run on the reader of the
/// stream: keep them short, and a fault in one ends the device.
/// </remarks>
public sealed class PatrolDevice : IAsyncDisposable
{
    private readonly PatrolDeviceOptions _options;
    private readonly GrpcChannel? _ownChannel;
    private readonly ISpool _spool;
    private readonly Deliverer _deliverer;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationTokenSource _abort;
    private readonly Task _delivery;
    private long _accepted;
    private long _refusedFull;
    private volatile bool _connected;

    private PatrolDevice(PatrolDeviceOptions options, GrpcChannel? channel)
    {
        options.Check();
        _options = options;
        _abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
        _spool = options.SpoolFolder is null ? new MemorySpool(options.SpoolLimitBytes) : FileSpool.Open(options);
        _ownChannel = channel is null ? PatrolChannel.Open(options.Address, options.BearerToken) : null;
        var client = new IngestService.IngestServiceClient(channel ?? _ownChannel);
        _deliverer = new Deliverer(options, _spool, client, (why, report) => Rejected?.Invoke(why, report), Observe);
        _delivery = Task.Run(() => _deliverer.RunAsync(_closing.Token, _abort.Token));
    }

    /// <summary>A report the server refused for good, with its reason. It is not sent again.</summary>
    public event Action<RejectedReport, Report?>? Rejected;

    /// <summary>The device got through to its server, or lost it and why.</summary>
    public event Action<ConnectionChange>? ConnectionChanged;

    public bool IsConnected => _connected;

    public DeviceFigures Figures => new(
        Interlocked.Read(ref _accepted),
        Interlocked.Read(ref _refusedFull),
        _deliverer.Counters.Stored,
        _deliverer.Counters.Duplicates,
        _deliverer.Counters.Rejected,
        _deliverer.Counters.SentAgain,
        _deliverer.Counters.Connects,
        _deliverer.Counters.Failures,
        (long)_spool.UnsettledCount,
        _spool.Bytes);

    /// <summary>Opens the spool and begins to connect in the background; works without a server in reach.</summary>
    /// <param name="channel">Shared by many devices of one process; it stays the caller's. Null opens one.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The spool cannot be opened, or another process has it.</exception>
    public static PatrolDevice Start(PatrolDeviceOptions options, GrpcChannel? channel = null) => new(options, channel);

    /// <summary>
    /// Takes a report now, or says at once that the spool is full. Do not change the report afterwards.
    /// </summary>
    public PublishResult TryPublish(Report report)
    {
        ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
        if (!_spool.TryAppend(report))
        {
            Interlocked.Increment(ref _refusedFull);
            return PublishResult.SpoolFull;
        }

        Interlocked.Increment(ref _accepted);
        return PublishResult.Accepted;
    }

    /// <summary>Takes a report; waits for room while the spool is full. Do not change the report afterwards.</summary>
    public async ValueTask PublishAsync(Report report, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_closing.IsCancellationRequested, this);
            var room = _spool.Settled.Next;
            if (_spool.TryAppend(report))
            {
                Interlocked.Increment(ref _accepted);
                return;
            }

            await WaitAsync(room, cancellationToken);
        }
    }

    /// <summary>
    /// Returns when everything accepted before this call is settled, however many reconnects that takes.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var last = _spool.NextNumber - 1;
        while (true)
        {
            var settled = _spool.Settled.Next;
            if (!_spool.HasUnsettled(1, last))
                return;
            await WaitAsync(settled, cancellationToken);
        }
    }

    /// <summary>
    /// When connected, gives what is left up to <see cref="PatrolDeviceOptions.CloseTimeout"/> to settle; then ends the
    /// streams. What is not settled stays in the spool folder, if there is one.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        _abort.CancelAfter(_options.CloseTimeout);
        try
        {
            if (_connected)
                await FlushAsync(_abort.Token);
        }
        catch (OperationCanceledException)
        {
            // Out of time: the spool keeps the rest.
        }

        await _closing.CancelAsync();
        try
        {
            await _delivery;
        }
        finally
        {
            await _spool.DisposeAsync();
            _ownChannel?.Dispose();
            _closing.Dispose();
            _abort.Dispose();
        }
    }

    /// <summary>A fault of the delivery itself, as a broken disk, comes out here.</summary>
    private async Task WaitAsync(Task moved, CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(moved, _delivery).WaitAsync(cancellationToken);
        await first;
        ObjectDisposedException.ThrowIf(first == _delivery && _closing.IsCancellationRequested, this);
    }

    private void Observe(ConnectionChange change)
    {
        _connected = change.IsConnected;
        ConnectionChanged?.Invoke(change);
    }
}
