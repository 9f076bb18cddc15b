using System.Threading.Channels;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>Notes late reports in the ledger, many callers in one transaction.</summary>
internal sealed class LateSpanWriter : IAsyncDisposable
{
    /// <summary>Spans written in one transaction.</summary>
    private const int SpansPerWrite = 4_096;

    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(SpansPerWrite);
    private readonly string _exerciseId;
    private readonly ILedger _ledger;
    private readonly Task _loop;
    private long _lastSequence;

    public LateSpanWriter(string exerciseId, ILedger ledger)
    {
        _exerciseId = exerciseId;
        _ledger = ledger;
        _loop = Task.Run(WriteAsync);
    }

    /// <summary>The last sequence the ledger gave.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    /// <summary>Returns when the span is durable; the reports may be acknowledged after that.</summary>
    public async Task WriteAsync(string deviceId, long fromUs, long toUs, CancellationToken cancellationToken)
    {
        var request = new Request(deviceId, fromUs, toUs, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _requests.Writer.WriteAsync(request, cancellationToken);
        await request.Done.Task;
    }

    public void StartAfter(long sequence) => Volatile.Write(ref _lastSequence, sequence);

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _loop;
    }

    private async Task WriteAsync()
    {
        var batch = new List<Request>();
        while (await _requests.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < SpansPerWrite && _requests.Reader.TryRead(out var request))
                batch.Add(request);
            try
            {
                var spans = batch.ConvertAll(request => (request.DeviceId, request.FromUs, request.ToUs));
                Volatile.Write(
                    ref _lastSequence, await _ledger.AppendLateSpansAsync(_exerciseId, spans, CancellationToken.None));
                batch.ForEach(request => request.Done.SetResult());
            }
            catch (StoreException fault)
            {
                // Each caller is told; none of its reports is acknowledged.
                batch.ForEach(request => request.Done.SetException(fault));
            }
        }
    }

    private sealed record Request(string DeviceId, long FromUs, long ToUs, TaskCompletionSource Done);
}
