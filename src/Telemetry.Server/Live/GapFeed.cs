using System.Threading.Channels;
using Telemetry.Core;
using Telemetry.Storage;
using Telemetry.Storage.InfluxDb;

namespace Telemetry.Server.Live;

/// <summary>
/// Hands recorded gap revisions to watchers, and to the mirror for dashboards where there is one. A watcher that does
/// not keep up is dropped, never waited for.
/// </summary>
internal sealed class GapFeed(InfluxGapMirror? mirror = null)
{
    /// <summary>Revisions that may wait for one watcher.</summary>
    public const int WatcherQueueRevisions = 16_384;

    private readonly Lock _lock = new();
    private readonly HashSet<Channel<GapRow>> _watchers = [];
    private long _lastSequence;

    /// <summary>The last sequence handed out since this server started; 0 when none was.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    /// <summary>
    /// Revisions from now on; null when <see cref="Limits.Watchers"/> are watching already. The reader completes with
    /// <see cref="WatcherTooSlowException"/> when the watcher was too slow. Dispose to leave.
    /// </summary>
    public GapSubscription? Subscribe()
    {
        var channel = Channel.CreateBounded<GapRow>(
            new BoundedChannelOptions(WatcherQueueRevisions) { SingleReader = true });
        lock (_lock)
        {
            if (_watchers.Count >= Limits.Watchers)
                return null;
            _watchers.Add(channel);
        }

        return new GapSubscription(this, channel);
    }

    public void Publish(IReadOnlyList<GapRow> rows)
    {
        mirror?.Mirror(rows);
        lock (_lock)
        {
            foreach (var row in rows)
            {
                _watchers.RemoveWhere(watcher => !Offer(watcher, row));
                Volatile.Write(ref _lastSequence, row.Sequence);
            }
        }
    }

    /// <summary>Somebody has seen a gap: no revision of it, but pictures show it.</summary>
    public event Action<GapRow>? Acknowledged;

    public void PublishAcknowledged(GapRow row) => Acknowledged?.Invoke(row);

    public void Leave(Channel<GapRow> channel)
    {
        lock (_lock)
            _watchers.Remove(channel);
    }

    private static bool Offer(Channel<GapRow> watcher, GapRow row)
    {
        if (watcher.Writer.TryWrite(row))
            return true;
        watcher.Writer.TryComplete(new WatcherTooSlowException());
        return false;
    }
}

internal sealed class GapSubscription(GapFeed feed, Channel<GapRow> channel) : IDisposable
{
    public ChannelReader<GapRow> Reader => channel.Reader;

    public void Dispose() => feed.Leave(channel);
}

internal sealed class WatcherTooSlowException(string message) : Exception(message)
{
    public WatcherTooSlowException()
        : this($"More than {GapFeed.WatcherQueueRevisions} revisions waited for this watcher")
    {
    }
}
