using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>A clock that stands still and tells which delays were asked of it, deadlines aside.</summary>
internal sealed class ObservedTime(params TimeSpan[] deadlines) : FakeTimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<TimeSpan> _delays = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && !deadlines.Contains(dueTime))
            _delays.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next delay; it has begun, and ends when the clock is advanced by it.</summary>
    public async Task<TimeSpan> NextDelayAsync() =>
        await _delays.Reader.ReadAsync().AsTask().WaitAsync(Patience, System);
}
