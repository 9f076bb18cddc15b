using System.Security.Cryptography;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Client.Spool;

namespace Telemetry.Client.Delivery;

/// <summary>
/// Keeps a device connected: fresh reports on the main session, those left over from before on a session of their own
/// beside it, and after any failure a jittered wait and all over again.
/// </summary>
internal sealed class Deliverer(
    PatrolDeviceOptions options,
    ISpool spool,
    IngestService.IngestServiceClient client,
    Action<RejectedReport, Report?> onRejected,
    Action<ConnectionChange> onChange)
{
    private const int SessionBytes = 4;

    private readonly Backoff _backoff =
        new(options.BackoffMin, options.BackoffMax, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));

    // What the last main stream of this process sent, so that its Welcome can settle acknowledgements that got lost.
    private NumberRange? _sentOnMain;

    public DeliveryCounters Counters { get; } = new();

    /// <summary>
    /// New with every start. Numbers restart in memory, and a spool that lost its unsynced tail with the power gives
    /// them out twice; in a session that the server remembers, such reports would pass for repeats and be lost.
    /// </summary>
    public string MainSession { get; } =
        $"{options.Session}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SessionBytes))}";

    public string BacklogSession => $"{MainSession}-backlog";

    /// <summary>
    /// Runs until <paramref name="closing"/>, then finishes in order, at the latest on <paramref name="abort"/>.
    /// </summary>
    public async Task RunAsync(CancellationToken closing, CancellationToken abort)
    {
        while (!closing.IsCancellationRequested)
        {
            StreamEnd end;
            try
            {
                end = await ConnectAsync(closing, abort);
            }
            catch (RpcException e)
            {
                end = new StreamEnd.Failed(e, RetryHint.Of(e));
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                return;
            }

            if (closing.IsCancellationRequested)
                return;
            var wait = WaitAfter(end);
            onChange(new ConnectionChange(false, (end as StreamEnd.Failed)?.Error, wait));
            await Task.Delay(wait, options.TimeProvider, closing)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TimeSpan WaitAfter(StreamEnd end)
    {
        if (end is StreamEnd.Drained drained)
            return _backoff.Next(drained.ReconnectAfter);
        Counters.CountFailure();
        return _backoff.Next((end as StreamEnd.Failed)?.RetryAfter);
    }

    private async Task<StreamEnd> ConnectAsync(CancellationToken closing, CancellationToken abort)
    {
        var split = 0UL;
        await using var main = await OpenAsync(
            MainSession, ack => spool.Settle(split, ack.AckedThroughSequence), closing);
        if (_sentOnMain is { } sent)
            spool.Settle(sent.First, Math.Min(sent.Last, main.Welcome.AckedThroughSequence));
        split = spool.NextNumber;
        _backoff.Reset();
        Counters.CountConnect();
        onChange(new ConnectionChange(true, null, TimeSpan.Zero));

        using var over = CancellationTokenSource.CreateLinkedTokenSource(closing);
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, options.TimeProvider);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(late.Token, abort);
        var fresh = LaneRun.RunAsync(
            new Lane(spool, main, new NumberRange(split, ulong.MaxValue), options),
            main, _ => { }, over.Token, cut.Token);
        var backlog = SendBacklogAsync(split - 1, over.Token, cut.Token);
        try
        {
            // Either failing ends both: what is left over becomes the backlog of the next connection.
            var first = await Task.WhenAny(fresh, backlog);
            if (first == backlog && await backlog is StreamEnd.Completed)
                first = await Task.WhenAny(fresh);
            await over.CancelAsync();
            late.CancelAfter(options.CloseTimeout);
            await Task.WhenAll(fresh, backlog);
            return await first;
        }
        finally
        {
            _sentOnMain = main.LastSentSequence >= split ? new NumberRange(split, main.LastSentSequence) : null;
        }
    }

    /// <summary>Completed when all up to the last number is settled; anything else ends the connection.</summary>
    private async Task<StreamEnd> SendBacklogAsync(ulong last, CancellationToken over, CancellationToken cut)
    {
        if (!spool.HasUnsettled(1, last))
            return new StreamEnd.Completed();
        void SettleThrough(ulong sequence) => spool.Settle(1, Math.Min(sequence, last));
        try
        {
            await using var stream = await OpenAsync(
                BacklogSession, ack => SettleThrough(ack.AckedThroughSequence), over);
            SettleThrough(stream.Welcome.AckedThroughSequence);
            var lane = new Lane(spool, stream, new NumberRange(1, last), options);
            var end = await LaneRun.RunAsync(lane, stream, Counters.CountSentAgain, over, cut);
            return end is StreamEnd.Completed && !over.IsCancellationRequested && spool.HasUnsettled(1, last)
                ? new StreamEnd.Failed(
                    new RpcException(new Status(StatusCode.Internal, "ended before all was settled")), null)
                : end;
        }
        catch (RpcException e)
        {
            return new StreamEnd.Failed(e, RetryHint.Of(e));
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return new StreamEnd.Completed();
        }
    }

    private Task<ReportStream> OpenAsync(string session, Action<Ack> settle, CancellationToken cancellationToken)
    {
        var hello = new Hello
        {
            Exercise = $"exercises/{options.Exercise}",
            Device = $"devices/{options.Device}",
            Session = session,
            Kind = options.Kind,
            Unit = options.Unit,
            Datum = options.Datum,
        };
        return ReportStream.OpenAsync(client, hello, new ReportStreamOptions
        {
            MaxUnacknowledgedReports = options.MaxUnacknowledgedReports,
            TimeProvider = options.TimeProvider,
            OnRejected = onRejected,
            OnAck = ack =>
            {
                Counters.Count(ack);
                settle(ack);
            },
        }, cancellationToken);
    }
}
