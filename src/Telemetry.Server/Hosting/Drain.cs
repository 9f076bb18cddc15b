namespace Telemetry.Server.Hosting;

/// <summary>The end of this server, in two steps: stop reading, then stop waiting.</summary>
internal sealed class Drain : IDisposable
{
    /// <summary>How long the host waits for calls to end.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long what was read may take to become durable. Below the host's own patience.</summary>
    public static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(25);

    private readonly CancellationTokenSource _overdue;
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer _timer;

    public Drain(IHostApplicationLifetime lifetime, TimeProvider time)
    {
        Started = lifetime.ApplicationStopping;
        _overdue = new CancellationTokenSource();
        _timer = time.CreateTimer(
            _ => _overdue.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = Started.Register(() => _timer.Change(SettleTimeout, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Cancelled when the server begins to go: nothing more is read, watchers are sent home.</summary>
    public CancellationToken Started { get; }

    /// <summary>Cancelled when what was read has had its time to settle.</summary>
    public CancellationToken Overdue => _overdue.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _timer.Dispose();
        _overdue.Dispose();
    }
}
