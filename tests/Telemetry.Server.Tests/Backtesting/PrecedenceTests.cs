using Microsoft.Extensions.Time.Testing;
using Telemetry.Server.Backtesting;

namespace Telemetry.Server.Tests.Backtesting;

public sealed class PrecedenceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void GiveWay_DutyAtRest_GoesOnAtOnce()
    {
        var waiting = new Precedence(() => false, _time).GiveWayAsync(CancellationToken.None).AsTask();
        Assert.True(waiting.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task GiveWay_DutyBusy_WaitsUntilItIsNot()
    {
        var asked = 0;
        var waiting = new Precedence(() => ++asked < 4, _time).GiveWayAsync(CancellationToken.None).AsTask();
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task GiveWay_DutyBusyForEver_GoesOnAfterAWhile()
    {
        var waiting = new Precedence(() => true, _time).GiveWayAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        for (var waited = TimeSpan.Zero; !waiting.IsCompleted; waited += TimeSpan.FromMilliseconds(10))
        {
            Assert.True(waited < 100 * Precedence.Longest);
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }
}
