using Patrol.Telemetry.V1;
using Telemetry.Server.Observability;
using Telemetry.Storage;

namespace Telemetry.Server.Ingest;

/// <summary>What has settled since the last acknowledgement, ready to be told in as few messages as it takes.</summary>
/// <param name="toldSequence">What the Welcome told.</param>
internal sealed class AckTally(ulong toldSequence, ServerMetrics metrics)
{
    private readonly Queue<RejectedReport> _rejected = new();
    private ulong _toldSequence = toldSequence;
    private ulong _settledSequence = toldSequence;
    private uint _stored;
    private uint _duplicates;
    private bool _pending;

    /// <summary>Reports whose window is free again once everything here is told.</summary>
    public int Reports { get; private set; }

    public int Rejections { get; private set; }

    /// <summary>Remembers the window that a publication holds until it is told, or never will be.</summary>
    public void Hold(Publication publication)
    {
        Reports += publication.Read;
        Rejections += publication.Rejections;
    }

    /// <summary>Takes in what became of a publication.</summary>
    /// <param name="durableSequence">How far the session is now.</param>
    public void Add(Publication publication, AppendOutcome[] outcomes, ulong durableSequence)
    {
        var (stored, duplicates) = (0, 0);
        foreach (ref readonly var batch in publication.Batches)
        {
            if (batch.Rejections is { } rejections)
            {
                foreach (var rejection in rejections)
                    Reject(batch.Sequence, rejection.Index, rejection.Fault);
            }

            for (var i = 0; i < batch.Kept; i++)
            {
                var outcome = outcomes[batch.Start + i];
                if (outcome == AppendOutcome.Stored)
                    stored++;
                else if (outcome == AppendOutcome.Duplicate)
                    duplicates++;
                else
                    Reject(batch.Sequence, batch.IndexOf(i), ReportFault.StoreRefused);
            }
        }

        metrics.Settled(stored, duplicates);
        _stored += (uint)stored;
        _duplicates += (uint)duplicates;
        _settledSequence = Math.Max(_settledSequence, durableSequence);
        _pending = true;
    }

    /// <summary>
    /// The next message; null when all is told. Only the last one carries the new sequence: a sequence never goes out
    /// before the refusals it covers.
    /// </summary>
    public Ack? Next()
    {
        if (!_pending)
            return null;
        var ack = new Ack { Stored = _stored, Duplicates = _duplicates };
        (_stored, _duplicates) = (0, 0);
        while (ack.Rejected.Count < IngestLimits.RejectionsPerAck && _rejected.TryDequeue(out var rejected))
            ack.Rejected.Add(rejected);
        _pending = _rejected.Count > 0;
        if (!_pending)
            _toldSequence = _settledSequence;
        ack.AckedThroughSequence = _toldSequence;
        return ack;
    }

    /// <summary>Everything was told: the window it held is free.</summary>
    public void Clear() => (Reports, Rejections) = (0, 0);

    private void Reject(ulong sequence, int index, ReportFault fault)
    {
        metrics.Rejected(fault.Reason);
        _rejected.Enqueue(new RejectedReport
        {
            Sequence = sequence,
            Index = (uint)index,
            Reason = fault.Reason,
            Detail = fault.Detail,
        });
    }
}
