using Google.Protobuf;
using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// One device's stream under load: sends as fast as the drill's clock lets it, and notes how far it is durable.
/// </summary>
internal sealed class LoadStream : IDisposable
{
    private readonly AsyncDuplexStreamingCall<byte[], PublishReportsResponse> _call;
    private readonly EncodedFleet _fleet;
    private readonly int _number;
    private readonly LoadClock _clock;
    private int _sent;

    private LoadStream(
        AsyncDuplexStreamingCall<byte[], PublishReportsResponse> call, EncodedFleet fleet, int number, LoadClock clock)
    {
        (_call, _fleet, _number, _clock) = (call, fleet, number, clock);
        Reading = ReadAsync();
    }

    /// <summary>Ends with the stream; fails with what the server said.</summary>
    public Task Reading { get; }

    public static async Task<LoadStream> OpenAsync(
        CallInvoker invoker, string service, string exercise, EncodedFleet fleet, int number, LoadClock clock)
    {
        var call = invoker.AsyncDuplexStreamingCall(RawIngest.Method(service), null, new CallOptions());
        var hello = new Hello
        {
            Exercise = exercise,
            Device = $"devices/{EncodedFleet.DeviceId(number)}",
            Session = "bench",
            Kind = DeviceKind.Bike,
        };
        await call.RequestStream.WriteAsync(new PublishReportsRequest { Hello = hello }.ToByteArray());
        if (!await call.ResponseStream.MoveNext(CancellationToken.None))
            throw new BenchFailedException("A stream ended before its Welcome.");
        return new LoadStream(call, fleet, number, clock);
    }

    /// <summary>Sends all messages up to this one, exclusive.</summary>
    public async Task SendAsync(int untilBatch, CancellationToken cancellationToken)
    {
        for (; _sent < untilBatch; _sent++)
        {
            await _clock.WaitUntilAllowedAsync(_sent, cancellationToken);
            await _call.RequestStream.WriteAsync(_fleet.Message(_number, _sent), cancellationToken);
        }
    }

    public void Dispose() => _call.Dispose();

    private async Task ReadAsync()
    {
        var (stored, acked) = (0L, 0L);
        while (await _call.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (_call.ResponseStream.Current.Ack is not { } ack)
                continue;
            stored += ack.Stored;
            acked = (long)ack.AckedThroughSequence;
            if (ack.Rejected.Count > 0)
                throw new BenchFailedException($"A report was refused: {ack.Rejected[0].Detail}");
            if (stored != acked * _fleet.BatchReports)
                throw new BenchFailedException($"{acked} batches are acknowledged, but {stored} reports stored.");
            _clock.Acknowledged(_number, (int)acked);
        }
    }
}
