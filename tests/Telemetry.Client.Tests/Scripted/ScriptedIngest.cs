using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Patrol.Telemetry.V1;

namespace Telemetry.Client.Tests.Scripted;

/// <summary>What one stream brought.</summary>
internal sealed record Received(string Session, ulong Sequence, IReadOnlyList<Report> Reports);

/// <summary>
/// The contract's ingest over real HTTP/2, which does as a test says: holds acknowledgements back, drops connections,
/// drains, forgets.
/// </summary>
internal sealed class ScriptedIngest : IngestService.IngestServiceBase
{
    private readonly ConcurrentDictionary<string, ulong> _durable = new();
    private readonly ConcurrentDictionary<HttpContext, IServerStreamWriter<PublishReportsResponse>> _open = new();
    private readonly Lock _lock = new();
    private readonly List<Received> _received = [];
    private readonly HashSet<ulong> _stored = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Which sessions are answered with acknowledgements.</summary>
    public Func<string, bool> Acks { get; set; } = _ => true;

    /// <summary>
    /// Whether what is not acknowledged is stored nevertheless, as when the connection breaks before the ack.
    /// </summary>
    public bool StoresWithoutAck { get; set; }

    public Func<Report, bool> Rejects { get; set; } = _ => false;

    public Func<Hello, RpcException?> Refuses { get; set; } = _ => null;

    public uint MaxUnacknowledged { get; set; }

    /// <summary>Streams are opened and never read, so that a sender comes to a halt in the middle of a write.</summary>
    public bool NeverReads { get; set; }

    public IReadOnlyList<Received> All
    {
        get { lock (_lock) return [.. _received]; }
    }

    public int StoredCount
    {
        get { lock (_lock) return _stored.Count; }
    }

    public IEnumerable<int> SecondsOn(Func<string, bool> session) =>
        All.Where(r => session(r.Session)).SelectMany(r => r.Reports).Select(Samples.SecondOf);

    public async Task UntilAsync(Func<ScriptedIngest, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            if (condition(this))
                return;
            await changed.WaitAsync(patience.Token);
        }
    }

    public void ForgetSessions() => _durable.Clear();

    public void DropAll()
    {
        foreach (var context in _open.Keys)
            context.Abort();
    }

    /// <summary>Cuts the connections themselves, as a killed process does.</summary>
    public void CutAll()
    {
        foreach (var context in _open.Keys)
            context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
    }

    public async Task DrainAsync(TimeSpan reconnectAfter)
    {
        foreach (var (context, writer) in _open)
        {
            var drain = new Drain { ReconnectAfter = reconnectAfter.ToDuration() };
            await writer.WriteAsync(new PublishReportsResponse { Drain = drain });
            context.Items["drained"] = true;
        }
    }

    public override async Task PublishReports(
        IAsyncStreamReader<PublishReportsRequest> requestStream,
        IServerStreamWriter<PublishReportsResponse> responseStream,
        ServerCallContext context)
    {
        var http = context.GetHttpContext();
        await requestStream.MoveNext();
        var hello = requestStream.Current.Hello;
        if (Refuses(hello) is { } refusal)
            throw refusal;
        var known = _durable.GetValueOrDefault(hello.Session);
        var welcome = new Welcome { AckedThroughSequence = known, MaxUnacknowledgedReports = MaxUnacknowledged };
        await responseStream.WriteAsync(new PublishReportsResponse { Welcome = welcome });
        _open[http] = responseStream;
        Changed();
        try
        {
            if (NeverReads)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            while (await requestStream.MoveNext())
                await TakeAsync(hello.Session, requestStream.Current.Batch, responseStream);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The connection broke.
        }
        finally
        {
            _open.TryRemove(http, out _);
        }

        if (http.Items.ContainsKey("drained"))
            throw new RpcException(new Status(StatusCode.Unavailable, "draining"));
    }

    private async Task TakeAsync(string session, ReportBatch batch, IServerStreamWriter<PublishReportsResponse> answers)
    {
        var acks = Acks(session);
        Ack? ack = null;
        lock (_lock)
        {
            _received.Add(new Received(session, batch.Sequence, batch.Reports));
            if (acks || StoresWithoutAck)
                ack = Store(batch);
        }

        if (ack is not null)
            _durable[session] = batch.Sequence;
        if (acks)
            await answers.WriteAsync(new PublishReportsResponse { Ack = ack });
        Changed();
    }

    private Ack Store(ReportBatch batch)
    {
        var ack = new Ack { AckedThroughSequence = batch.Sequence };
        for (var i = 0; i < batch.Reports.Count; i++)
        {
            if (Rejects(batch.Reports[i]))
            {
                ack.Rejected.Add(new RejectedReport
                {
                    Sequence = batch.Sequence,
                    Index = (uint)i,
                    Reason = RejectReason.NullIsland,
                });
            }
            else if (_stored.Add(batch.Reports[i].FixTimeUnixUs))
            {
                ack.Stored++;
            }
            else
            {
                ack.Duplicates++;
            }
        }

        return ack;
    }

    private void Changed() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
