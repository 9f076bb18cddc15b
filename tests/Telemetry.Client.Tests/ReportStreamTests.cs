using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Client.Tests.Scripted;

namespace Telemetry.Client.Tests;

public sealed class ReportStreamTests : IAsyncLifetime
{
    private const int TimeoutMs = 60_000;

    private ScriptedServer _server = null!;
    private Grpc.Net.Client.GrpcChannel _channel = null!;

    private IngestService.IngestServiceClient Client => new(_channel);

    public async Task InitializeAsync()
    {
        _server = await ScriptedServer.StartNewAsync();
        _channel = PatrolChannel.Open(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task FlushAsync_BatchesSent_ReturnsWhenTheLastIsAcked()
    {
        await using var stream = await ReportStream.OpenAsync(Client, Samples.Hello());
        for (var i = 0; i < 10; i++)
            await stream.SendAsync([Samples.Report(2 * i), Samples.Report((2 * i) + 1)]);
        await stream.FlushAsync();

        Assert.Equal(10UL, stream.AckedThroughSequence);
        Assert.Equal(Enumerable.Range(0, 20), _server.Ingest.SecondsOn(_ => true));
        Assert.IsType<StreamEnd.Completed>(await stream.CompleteAsync());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task SendAsync_WindowFull_WaitsForAnAck()
    {
        _server.Ingest.Acks = _ => false;
        _server.Ingest.MaxUnacknowledged = 3;
        await using var stream = await ReportStream.OpenAsync(Client, Samples.Hello());
        await stream.SendAsync([Samples.Report(0), Samples.Report(1)]);
        var waiting = stream.SendAsync([Samples.Report(2), Samples.Report(3)]).AsTask();
        await _server.Ingest.UntilAsync(ingest => ingest.All.Count == 1);

        Assert.False(waiting.IsCompleted);
        _server.Ingest.DropAll();
        await Assert.ThrowsAsync<StreamEndedException>(() => waiting);
    }

    /// <summary>The writing of a request breaks with another exception than the reading of its answer.</summary>
    [Fact(Timeout = TimeoutMs)]
    public async Task SendAsync_ConnectionCutInTheMiddleOfAWrite_EndsAsAValue()
    {
        _server.Ingest.NeverReads = true;
        await using var stream = await ReportStream.OpenAsync(Client, Samples.Hello());
        // More than the server's HTTP/2 window takes without reading.
        var sending = stream.SendAsync(Enumerable.Range(0, 40_000).Select(Samples.Report)).AsTask();
        Assert.False(sending.IsCompleted);
        _server.Ingest.CutAll();

        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => sending);
        Assert.IsType<StreamEnd.Failed>(ended.End);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task SendAsync_SequenceNotAbove_IsRefusedHere()
    {
        await using var stream = await ReportStream.OpenAsync(Client, Samples.Hello());
        await stream.SendAsync(new ReportBatch { Sequence = 5, Reports = { Samples.Report(0) } });
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await stream.SendAsync(new ReportBatch { Sequence = 5, Reports = { Samples.Report(1) } }));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task OpenAsync_Refused_TellsTheServersReason()
    {
        _server.Ingest.Refuses = _ => new RpcException(new Status(StatusCode.NotFound, "no such exercise"));
        var refused = await Assert.ThrowsAsync<RpcException>(() => ReportStream.OpenAsync(Client, Samples.Hello()));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Completion_ServerDrains_SaysWhenToComeBack()
    {
        await using var stream = await ReportStream.OpenAsync(Client, Samples.Hello());
        await stream.SendAsync([Samples.Report(0)]);
        await stream.FlushAsync();
        await _server.Ingest.DrainAsync(TimeSpan.FromSeconds(7));

        Assert.Equal(new StreamEnd.Drained(TimeSpan.FromSeconds(7)), await stream.CompleteAsync());
        await Assert.ThrowsAsync<StreamEndedException>(async () => await stream.SendAsync([Samples.Report(1)]));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task OnRejected_OneOfABatchRefused_GivesThatReport()
    {
        _server.Ingest.Rejects = report => Samples.SecondOf(report) == 1;
        var rejected = new List<(RejectedReport Why, Report? Report)>();
        var options = new ReportStreamOptions { OnRejected = (why, report) => rejected.Add((why, report)) };
        await using var stream = await ReportStream.OpenAsync(Client, Samples.Hello(), options);
        await stream.SendAsync([Samples.Report(0), Samples.Report(1), Samples.Report(2)]);
        await stream.FlushAsync();

        var (why, report) = Assert.Single(rejected);
        Assert.Equal(RejectReason.NullIsland, why.Reason);
        Assert.Equal(Samples.Report(1), report);
    }
}
