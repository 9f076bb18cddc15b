using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.EndToEnd.Crash;

/// <summary>
/// A device that only believes acknowledgements: whatever breaks, it connects again and sends what it was not
/// acknowledged, in the same batches.
/// </summary>
internal sealed class CrashDevice(string exercise, string id, DeviceKind kind)
{
    private readonly List<ReportBatch> _pending = [];
    private ulong _sequence;

    public string Id => id;

    public DeviceKind Kind => kind;

    /// <summary>Fix times the server has acknowledged.</summary>
    public HashSet<ulong> Acknowledged { get; } = [];

    public void Send(IEnumerable<Report> reports)
    {
        var batch = new ReportBatch { Sequence = ++_sequence };
        batch.Reports.Add(reports);
        if (batch.Reports.Count > 0)
            _pending.Add(batch);
    }

    /// <summary>Returns when all is acknowledged; each try opens a stream of its own.</summary>
    public async Task DeliverAsync(Func<IngestService.IngestServiceClient> connect, CancellationToken cancellationToken)
    {
        while (_pending.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await DeliverOnceAsync(connect(), cancellationToken);
            }
            catch (RpcException fault) when (fault.StatusCode
                is StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Internal or StatusCode.Cancelled
                or StatusCode.Unknown)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task DeliverOnceAsync(IngestService.IngestServiceClient client, CancellationToken cancellationToken)
    {
        using var call = client.PublishReports(cancellationToken: cancellationToken);
        var hello = new Hello { Exercise = exercise, Device = $"devices/{id}", Session = "crash", Kind = kind };
        await call.RequestStream.WriteAsync(new PublishReportsRequest { Hello = hello }, cancellationToken);
        foreach (var batch in _pending.ToList())
            await call.RequestStream.WriteAsync(new PublishReportsRequest { Batch = batch }, cancellationToken);
        await call.RequestStream.CompleteAsync();
        while (_pending.Count > 0 && await call.ResponseStream.MoveNext(cancellationToken))
        {
            if (call.ResponseStream.Current.Ack is { } ack)
                Settle(ack);
        }
    }

    private void Settle(Ack ack)
    {
        Assert.Empty(ack.Rejected);
        foreach (var batch in _pending.Where(batch => batch.Sequence <= ack.AckedThroughSequence))
            Acknowledged.UnionWith(batch.Reports.Select(report => report.FixTimeUnixUs));
        _pending.RemoveAll(batch => batch.Sequence <= ack.AckedThroughSequence);
    }
}
