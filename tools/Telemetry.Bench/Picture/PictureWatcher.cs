using Google.Protobuf;
using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Bench.Picture;

/// <summary>
/// A watcher of the live picture. Most only count the bytes they get, so that the load stays small beside the server;
/// a probe reads what it gets, and notes how old each report is when it arrives.
/// </summary>
internal sealed class PictureWatcher : IDisposable
{
    private static readonly Marshaller<WatchPictureRequest> Requests = Marshallers.Create(
        static request => request.ToByteArray(), WatchPictureRequest.Parser.ParseFrom);

    private static readonly Marshaller<Message> Messages = Marshallers.Create(
        static (_, _) => throw new NotSupportedException("Messages are only read."),
        static (DeserializationContext context) => new Message(context.PayloadLength, null));

    private static readonly Marshaller<Message> ReadMessages = Marshallers.Create(
        static (_, _) => throw new NotSupportedException("Messages are only read."),
        static (DeserializationContext context) => new Message(
            context.PayloadLength, WatchPictureResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    private readonly AsyncServerStreamingCall<Message> _call;
    private readonly Lock _lock = new();
    private List<double> _delaysMs = [];
    private long _bytes;

    public PictureWatcher(CallInvoker invoker, string exercise, bool isProbe)
    {
        var method = new Method<WatchPictureRequest, Message>(
            MethodType.ServerStreaming, PictureService.Descriptor.FullName, "WatchPicture", Requests,
            isProbe ? ReadMessages : Messages);
        _call = invoker.AsyncServerStreamingCall(
            method, null, new CallOptions(), new WatchPictureRequest { Parent = exercise });
        Reading = ReadAsync();
    }

    /// <summary>Fails with what ended the stream.</summary>
    public Task Reading { get; }

    /// <summary>Bytes of messages so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Places told so far, to a probe.</summary>
    public int Places { get; private set; }

    /// <summary>The delays since the last call.</summary>
    public List<double> TakeDelaysMs()
    {
        lock (_lock)
        {
            var taken = _delaysMs;
            _delaysMs = [];
            return taken;
        }
    }

    public void Dispose() => _call.Dispose();

    private async Task ReadAsync()
    {
        var isLive = false;
        while (await _call.ResponseStream.MoveNext(CancellationToken.None))
        {
            var message = _call.ResponseStream.Current;
            Volatile.Write(ref _bytes, _bytes + message.Bytes);
            if (message.Read is not { } read)
                continue;
            var nowUs = WallClock.NowUs;
            Places += read.Places.Count;
            if (isLive)
            {
                lock (_lock)
                    _delaysMs.AddRange(read.Devices.Select(device => (nowUs - UsOf(device)) / 1_000.0));
            }

            isLive |= read.SnapshotEnd is not null;
        }
    }

    private static long UsOf(Device device) =>
        (device.LastFixTime.Seconds * 1_000_000) + (device.LastFixTime.Nanos / 1_000);

    private sealed record Message(int Bytes, WatchPictureResponse? Read);
}
