using Telemetry.Core;
using Telemetry.Server.Faults;
using Telemetry.Server.Observability;

namespace Telemetry.Server.Live;

/// <summary>Counts the watchers of this node, of gaps and of pictures together.</summary>
internal sealed class Watchers(ServerMetrics metrics)
{
    private int _count;

    /// <summary>Dispose to leave. RESOURCE_EXHAUSTED when <see cref="Limits.Watchers"/> are here already.</summary>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _count) > Limits.Watchers)
        {
            Interlocked.Decrement(ref _count);
            throw Fault.TooMuch(
                FaultReasons.TooManyWatchers, $"{Limits.Watchers} watchers are connected to this server");
        }

        metrics.WatcherCame();
        return new Presence(this);
    }

    private void Leave()
    {
        Interlocked.Decrement(ref _count);
        metrics.WatcherLeft();
    }

    private sealed class Presence(Watchers watchers) : IDisposable
    {
        public void Dispose() => watchers.Leave();
    }
}
