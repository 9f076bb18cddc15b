namespace Telemetry.Client.Spool;

/// <summary>Forces what was written to disk within an interval; zero means with each write.</summary>
internal sealed class SpoolSync : IAsyncDisposable
{
    private readonly TimeSpan _interval;
    private readonly Action _sync;
    private readonly ITimer? _timer;
    private volatile IOException? _failure;
    private int _dirty;

    public SpoolSync(TimeSpan interval, TimeProvider time, Action sync)
    {
        (_interval, _sync) = (interval, sync);
        _timer = interval > TimeSpan.Zero ? time.CreateTimer(_ => SyncNow(), null, interval, interval) : null;
    }

    /// <summary>Call after each write.</summary>
    public void Written()
    {
        if (_interval == TimeSpan.Zero)
            _sync();
        else
            Volatile.Write(ref _dirty, 1);
    }

    /// <summary>A disk that failed in the background is told to the next writer: nothing more is accepted.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw new IOException("The spool cannot be forced to disk", failure);
    }

    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void SyncNow()
    {
        if (Interlocked.Exchange(ref _dirty, 0) == 0)
            return;
        try
        {
            _sync();
        }
        catch (IOException e)
        {
            _failure = e;
        }
    }
}
