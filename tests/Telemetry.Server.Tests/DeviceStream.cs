using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Tests;

/// <summary>A device's end of PublishReports, message by message.</summary>
internal sealed class DeviceStream(AsyncDuplexStreamingCall<PublishReportsRequest, PublishReportsResponse> call)
    : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public Welcome Welcome { get; private set; } = new();

    public async Task SendHelloAsync(string device, string session, string exercise)
    {
        var hello = new Hello
        {
            Exercise = $"exercises/{exercise}",
            Device = $"devices/{device}",
            Session = session,
            Kind = DeviceKind.Bike,
            Unit = "squad-1",
        };
        await SendAsync(new PublishReportsRequest { Hello = hello });
        Welcome = (await ReceiveAsync()).Welcome;
    }

    public Task SendAsync(PublishReportsRequest request) => call.RequestStream.WriteAsync(request).WaitAsync(Patience);

    public Task SendAsync(ulong sequence, params Report[] reports) =>
        SendAsync(new PublishReportsRequest { Batch = new ReportBatch { Sequence = sequence, Reports = { reports } } });

    public Task CompleteAsync() => call.RequestStream.CompleteAsync();

    public async Task<PublishReportsResponse> ReceiveAsync() =>
        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience)
            ? call.ResponseStream.Current
            : throw new InvalidOperationException("The stream has ended");

    /// <summary>Gathers acks up to a sequence.</summary>
    public async Task<AckSum> UntilAckedAsync(ulong sequence)
    {
        var sum = new AckSum();
        while (sum.Sequence < sequence)
            sum.Add((await ReceiveAsync()).Ack);
        return sum;
    }

    /// <summary>Gathers acks until the server ends the stream well.</summary>
    public async Task<AckSum> UntilEndAsync()
    {
        var sum = new AckSum();
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
            sum.Add(call.ResponseStream.Current.Ack);
        return sum;
    }

    /// <summary>How the server ended the stream, whatever it said before.</summary>
    public async Task<(RpcException Fault, List<PublishReportsResponse> Said)> UntilFaultAsync()
    {
        var said = new List<PublishReportsResponse>();
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience))
                said.Add(call.ResponseStream.Current);
        }
        catch (RpcException fault)
        {
            return (fault, said);
        }

        throw new InvalidOperationException("The stream ended well");
    }

    public void Dispose() => call.Dispose();
}

/// <summary>Acks of a stream, added up.</summary>
internal sealed class AckSum
{
    public ulong Sequence { get; private set; }

    public uint Stored { get; private set; }

    public uint Duplicates { get; private set; }

    public List<RejectedReport> Rejected { get; } = [];

    public int Messages { get; private set; }

    public void Add(Ack ack)
    {
        Assert.True(ack.AckedThroughSequence >= Sequence, "acks never go back");
        Sequence = ack.AckedThroughSequence;
        Stored += ack.Stored;
        Duplicates += ack.Duplicates;
        Rejected.AddRange(ack.Rejected);
        Messages++;
    }
}
