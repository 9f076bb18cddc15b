using System.Threading.Channels;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Live.Pictures;

/// <summary>Where one watcher's messages wait for it. It is given up when too many do.</summary>
internal sealed class PictureSeat(IReadOnlyList<WatchPictureResponse> first) : IDisposable
{
    /// <summary>Messages that may wait for one watcher.</summary>
    public const int Messages = 30;

    private readonly Channel<WatchPictureResponse> _waiting = Channel.CreateBounded<WatchPictureResponse>(
        new BoundedChannelOptions(Messages) { SingleReader = true });

    private readonly CancellationTokenSource _givenUp = new();

    /// <summary>The snapshot, or what was missed.</summary>
    public IReadOnlyList<WatchPictureResponse> First => first;

    public ChannelReader<WatchPictureResponse> Reader => _waiting.Reader;

    /// <summary>Ends a write that waits for a watcher that does not read.</summary>
    public CancellationToken GivenUp => _givenUp.Token;

    /// <summary>Why; null as long as it is not given up.</summary>
    public Exception? Reason { get; private set; }

    /// <summary>False when it is given up.</summary>
    public bool Offer(WatchPictureResponse message)
    {
        if (_waiting.Writer.TryWrite(message))
            return true;
        GiveUp(new WatcherTooSlowException($"More than {Messages} messages waited for this watcher"));
        return false;
    }

    public void GiveUp(Exception reason)
    {
        Reason ??= reason;
        _waiting.Writer.TryComplete(reason);
        try
        {
            _givenUp.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The watcher has just left by itself.
        }
    }

    public void Dispose() => _givenUp.Dispose();
}
