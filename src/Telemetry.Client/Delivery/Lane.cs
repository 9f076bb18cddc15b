using Patrol.Telemetry.V1;
using Telemetry.Client.Spool;

namespace Telemetry.Client.Delivery;

/// <summary>
/// One open stream with the numbers it may send; a batch's sequence is the number of its last report.
/// </summary>
/// <remarks>
/// Within a session numbers only go up, and the server takes a sequence it has settled as a repeat. So a lane must
/// never
/// come to a number below one that its session has sent: fresh lanes begin at the newest number, and backlog lanes
/// take all that is unsettled in ascending order (see the decision record on the spool).
/// </remarks>
internal sealed class Lane(ISpool spool, ReportStream stream, NumberRange numbers, PatrolDeviceOptions options)
{
    // Room below the server's 1 MiB for the batch's own framing.
    private const int MaxBatchBytes = (1 << 20) - (64 << 10);

    private readonly List<SpooledReport> _next = [];
    private ulong _from = numbers.First;

    /// <summary>Sends until nothing of the lane's numbers is left to send; for the fresh lane that is never.</summary>
    public async Task PumpAsync(Action<int> onSent, CancellationToken cancellationToken)
    {
        while (_from <= numbers.Last)
        {
            var appended = spool.Appended.Next;
            if (!Read())
            {
                if (numbers.Last != ulong.MaxValue)
                    return;
                await appended.WaitAsync(cancellationToken);
                if (options.Linger > TimeSpan.Zero)
                    await Task.Delay(options.Linger, options.TimeProvider, cancellationToken);
                continue;
            }

            var batch = new ReportBatch { Sequence = _next[^1].Number };
            foreach (var spooled in _next)
                batch.Reports.Add(spooled.Report);
            await stream.SendAsync(batch, cancellationToken);
            _from = batch.Sequence + 1;
            onSent(batch.Reports.Count);
        }
    }

    private bool Read()
    {
        _next.Clear();
        spool.Read(_from, numbers.Last, options.BatchReports, MaxBatchBytes, _next);
        return _next.Count > 0;
    }
}
