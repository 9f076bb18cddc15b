using System.Threading.Channels;
using Telemetry.Core;
using Telemetry.Storage;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>
/// What one stream has under way between being read and being acknowledged. As in Nagle's algorithm, a publication
/// starts when none is under way or when enough has been gathered; until then what is read gathers in the next one.
/// </summary>
internal sealed class PublishWindow(
    Func<Publication, Task<AppendOutcome[]>> publish, IngestBudget budget, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Channel<Publication> _started =
        Channel.CreateUnbounded<Publication>(new UnboundedChannelOptions { SingleReader = true });

    private Publication? _gathering;
    private TaskCompletionSource? _roomWanted;
    private int _underWay;
    private int _reports;
    private int _rejections;
    private bool _closed;

    /// <summary>Publications in the order of their sequences; completes after <see cref="Close"/>.</summary>
    public ChannelReader<Publication> Started => _started.Reader;

    // With nothing under way there is always room: otherwise a spent budget could stop a stream for good.
    private bool HasRoom =>
        _reports == 0
        || (_reports < Limits.UnacknowledgedReports && _rejections < IngestLimits.PendingRejections && !budget.IsSpent);

    public void Add(V1.ReportBatch batch, in ReportDecoder decoder)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            var publication = _gathering ??= new Publication(time.GetTimestamp());
            var rejectionsBefore = publication.Rejections;
            publication.Add(batch.Sequence, batch.Reports, decoder);
            _reports += batch.Reports.Count;
            _rejections += publication.Rejections - rejectionsBefore;
            budget.Add(batch.Reports.Count);
            StartWhenDue();
        }
    }

    /// <summary>Acknowledges a batch again, in its turn.</summary>
    public void AddRepeat(ulong sequence)
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _gathering ??= new Publication(time.GetTimestamp());
            _gathering.AddRepeat(sequence);
            StartWhenDue();
        }
    }

    /// <summary>Completes when the stream may be read again.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (HasRoom)
                return Task.CompletedTask;
            _roomWanted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _roomWanted.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A publication is durable, or has failed; the next one may start.</summary>
    public void Settled()
    {
        lock (_lock)
        {
            _underWay--;
            StartWhenDue();
        }
    }

    /// <summary>These reports are acknowledged, or nobody will ever be told of them.</summary>
    public void Release(int reports, int rejections)
    {
        budget.Add(-reports);
        lock (_lock)
        {
            _reports -= reports;
            _rejections -= rejections;
            if (_roomWanted is null || !HasRoom)
                return;
            _roomWanted.SetResult();
            _roomWanted = null;
        }
    }

    /// <summary>Nothing more comes in. What is gathered is published, or forgotten when nobody waits for it.</summary>
    public void Close(bool publishGathered)
    {
        lock (_lock)
        {
            _closed = true;
            if (_gathering is { } gathered && publishGathered)
                Start(gathered);
            else if (_gathering is { } forgotten)
                budget.Add(-forgotten.Read);
            _gathering = null;
            _started.Writer.TryComplete();
        }
    }

    private void StartWhenDue()
    {
        if (_gathering is not { } gathered || (_underWay > 0 && gathered.Kept < IngestLimits.PublicationReports))
            return;
        _gathering = null;
        Start(gathered);
    }

    private void Start(Publication publication)
    {
        _underWay++;
        if (publication.Kept > 0)
            publication.Outcomes = publish(publication);
        _started.Writer.TryWrite(publication);
    }
}
