using Patrol.Telemetry.V1;
using Telemetry.Server.Observability;

namespace Telemetry.Server.Ingest;

/// <summary>
/// Waits for publications in order and tells the device how far it is durable: whatever has settled by the time a
/// message goes out goes with it. It outlives its listener, so that the session knows what became of everything.
/// </summary>
internal sealed class AckLoop(
    PublishWindow window, ResponseWriter responses, Session session, ServerMetrics metrics, TimeProvider time)
{
    private readonly AckTally _tally = new(session.DurableSequence, metrics);
    private long _lastAckTimestamp;

    /// <summary>
    /// Returns when every publication has settled; throws what the store or the way back failed with.
    /// </summary>
    /// <param name="failed">Called at a failure: reading on is useless.</param>
    /// <param name="listening">Cancelled when nobody listens any more.</param>
    public async Task RunAsync(Action failed, CancellationToken listening)
    {
        Exception? storeFault = null;
        Exception? writeFault = null;
        await foreach (var publication in window.Started.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                await SettleAsync(publication, storeFault is null);
            }
            catch (Exception exception)
            {
                storeFault ??= exception;
                failed();
            }

            window.Settled();
            var heard = storeFault is null && writeFault is null && !listening.IsCancellationRequested;
            if (heard && await MoreSettlesSoonAsync(listening))
                continue;
            try
            {
                if (heard)
                    await TellAsync(listening);
            }
            catch (Exception) when (listening.IsCancellationRequested)
            {
                // Nobody was there to be told; the session keeps what they would have heard.
            }
            catch (Exception exception)
            {
                writeFault ??= exception;
                failed();
            }

            window.Release(_tally.Reports, _tally.Rejections);
            _tally.Clear();
        }

        if ((storeFault ?? writeFault) is { } fault)
            throw fault;
    }

    /// <param name="counts">False after a failure: a later batch must not carry the session over a lost one.</param>
    private async Task SettleAsync(Publication publication, bool counts)
    {
        _tally.Hold(publication);
        var outcomes = await publication.Outcomes;
        if (!counts)
            return;
        metrics.AckLatency(time.GetElapsedTime(publication.FirstReadTimestamp));
        _tally.Add(publication, outcomes, session.Settle(publication.LastSequence));
    }

    /// <summary>True when the next publication has settled, or does before the next message is due.</summary>
    private async ValueTask<bool> MoreSettlesSoonAsync(CancellationToken listening)
    {
        if (!window.Started.TryPeek(out var next))
            return false;
        if (next.Outcomes.IsCompleted)
            return true;
        var wait = IngestLimits.AckInterval - time.GetElapsedTime(_lastAckTimestamp);
        if (wait <= TimeSpan.Zero)
            return false;
        await Task.WhenAny(next.Outcomes, Task.Delay(wait, time, listening));
        return next.Outcomes.IsCompleted;
    }

    private async Task TellAsync(CancellationToken listening)
    {
        while (_tally.Next() is { } ack)
        {
            await responses.WriteAsync(new PublishReportsResponse { Ack = ack }, listening);
            metrics.AckSent();
        }

        _lastAckTimestamp = time.GetTimestamp();
    }
}
