using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Client;

/// <summary>
/// One open stream of one device: batches go out, cumulative acknowledgements come in. No spool and no reconnect;
/// that is <see cref="PatrolDevice"/>, which is built on this.
/// </summary>
/// <remarks>One sender at a time; acknowledgements may be waited for from anywhere.</remarks>
public sealed class ReportStream : IAsyncDisposable
{
    private readonly AsyncDuplexStreamingCall<PublishReportsRequest, PublishReportsResponse> _call;
    private readonly CancellationTokenSource _cancel;
    private readonly ReportStreamOptions _options;
    private readonly StreamWindow _window;
    private readonly TaskCompletionSource _closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StreamEnd.Drained? _drained;

    private ReportStream(
        AsyncDuplexStreamingCall<PublishReportsRequest, PublishReportsResponse> call,
        CancellationTokenSource cancel,
        Welcome welcome,
        ReportStreamOptions options)
    {
        (_call, _cancel, _options, Welcome) = (call, cancel, options, welcome);
        var offered = welcome.MaxUnacknowledgedReports;
        _window = new StreamWindow(
            offered == 0 ? options.MaxUnacknowledgedReports : (int)Math.Min(offered, options.MaxUnacknowledgedReports),
            welcome.AckedThroughSequence);
        Completion = ReadAsync();
    }

    public Welcome Welcome { get; }

    /// <summary>Never fails: how the stream ended is a value.</summary>
    public Task<StreamEnd> Completion { get; }

    /// <summary>Completes as soon as nothing more can be sent: the server drains, or the stream has ended.</summary>
    public Task Closing => _closing.Task;

    /// <summary>The last sequence that is settled: stored, known already, or refused for good.</summary>
    public ulong AckedThroughSequence => _window.AckedThrough;

    public ulong LastSentSequence => _window.LastSent;

    /// <summary>Opens a stream and waits for the server's Welcome.</summary>
    /// <exception cref="RpcException">The server refused or cannot be reached.</exception>
    public static async Task<ReportStream> OpenAsync(
        IngestService.IngestServiceClient client,
        Hello hello,
        ReportStreamOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new ReportStreamOptions();
        var cancel = new CancellationTokenSource();
        var call = client.PublishReports(cancellationToken: cancel.Token);
        try
        {
            using var timeout = new CancellationTokenSource(options.OpenTimeout, options.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            using var aborted = either.Token.Register(cancel.Cancel);
            var welcome = await GreetAsync(call, hello, timeout.Token, cancellationToken);
            return new ReportStream(call, cancel, welcome, options);
        }
        catch
        {
            call.Dispose();
            cancel.Dispose();
            throw;
        }
    }

    /// <summary>Sends a batch with the caller's sequence; waits while too much is unacknowledged.</summary>
    /// <remarks>Cancelling ends the wait; a batch whose writing has begun is written.</remarks>
    /// <exception cref="StreamEndedException">The stream has ended or is draining.</exception>
    /// <exception cref="ArgumentException">The sequence is not above the one before, or the batch is empty.</exception>
    public async ValueTask SendAsync(ReportBatch batch, CancellationToken cancellationToken = default)
    {
        if (!await _window.EnterAsync(batch, cancellationToken))
            throw new StreamEndedException(_drained ?? await Completion.WaitAsync(cancellationToken));
        try
        {
            await _call.RequestStream.WriteAsync(new PublishReportsRequest { Batch = batch }, CancellationToken.None);
        }
        catch (Exception e) when (IsEndOfCall(e))
        {
            throw new StreamEndedException(await Completion.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Sends reports as the next batch and gives its sequence.</summary>
    /// <inheritdoc cref="SendAsync(ReportBatch, CancellationToken)"/>
    public async ValueTask<ulong> SendAsync(IEnumerable<Report> reports, CancellationToken cancellationToken = default)
    {
        var batch = new ReportBatch { Sequence = Math.Max(_window.LastSent, _window.AckedThrough) + 1 };
        batch.Reports.AddRange(reports);
        await SendAsync(batch, cancellationToken);
        return batch.Sequence;
    }

    /// <summary>Returns when everything sent so far is settled.</summary>
    /// <exception cref="StreamEndedException">The stream ended before.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        var target = _window.LastSent;
        if (await _window.WaitForAckAsync(target, cancellationToken))
            return;
        // The last acknowledgements of a draining stream come after it stopped taking reports.
        var end = await Completion.WaitAsync(cancellationToken);
        if (_window.AckedThrough < target)
            throw new StreamEndedException(end);
    }

    /// <summary>Says that nothing more comes, and waits for the last acknowledgements and the server's end.</summary>
    public async Task<StreamEnd> CompleteAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _call.RequestStream.CompleteAsync();
        }
        catch (Exception e) when (IsEndOfCall(e))
        {
            // The call is over already; Completion says how.
        }

        return await Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the stream at once when it is still open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancel.CancelAsync();
        await Completion;
        _call.Dispose();
        _cancel.Dispose();
    }

    private static async Task<Welcome> GreetAsync(
        AsyncDuplexStreamingCall<PublishReportsRequest, PublishReportsResponse> call,
        Hello hello,
        CancellationToken timeout,
        CancellationToken cancellationToken)
    {
        try
        {
            // A refusal makes the write fail too, with less to say than the answer has.
            try
            {
                await call.RequestStream.WriteAsync(new PublishReportsRequest { Hello = hello });
            }
            catch (Exception e) when (e is not RpcException && IsEndOfCall(e))
            {
            }

            if (!await call.ResponseStream.MoveNext())
                throw new RpcException(new Status(StatusCode.Unavailable, "ended before the Welcome"));
            return call.ResponseStream.Current.Welcome
                ?? throw new RpcException(new Status(StatusCode.Internal, "answered without a Welcome"));
        }
        catch (RpcException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (RpcException) when (timeout.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "no Welcome in time"));
        }
    }

    /// <summary>
    /// How a write fails whose call is over: of itself (RpcException), before the write (InvalidOperationException),
    /// or with the connection in the middle of it (what HTTP/2 throws comes through as it is). The answer tells more.
    /// </summary>
    private static bool IsEndOfCall(Exception fault) =>
        fault is RpcException or InvalidOperationException or IOException or HttpRequestException;

    private async Task<StreamEnd> ReadAsync()
    {
        StreamEnd end;
        try
        {
            while (await _call.ResponseStream.MoveNext())
            {
                var message = _call.ResponseStream.Current;
                if (message.Drain is { } drain)
                {
                    _drained = new StreamEnd.Drained(drain.ReconnectAfter?.ToTimeSpan() ?? TimeSpan.Zero);
                    Close();
                }
                else if (message.Ack is { } ack)
                {
                    Observe(ack);
                }
            }

            end = _drained as StreamEnd ?? new StreamEnd.Completed();
        }
        catch (RpcException e)
        {
            end = _drained as StreamEnd ?? new StreamEnd.Failed(e, RetryHint.Of(e));
        }

        Close();
        return end;
    }

    private void Close()
    {
        _window.Close();
        _closing.TrySetResult();
    }

    private void Observe(Ack ack)
    {
        if (_options.OnRejected is { } onRejected)
        {
            foreach (var rejected in ack.Rejected)
                onRejected(rejected, _window.Find(rejected.Sequence, rejected.Index));
        }

        _options.OnAck?.Invoke(ack);
        _window.Settle(ack.AckedThroughSequence);
    }
}
