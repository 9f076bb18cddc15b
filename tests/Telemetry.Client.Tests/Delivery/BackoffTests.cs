using Telemetry.Client.Delivery;

namespace Telemetry.Client.Tests.Delivery;

public sealed class BackoffTests
{
    private static readonly TimeSpan Min = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(30);

    [Fact]
    public void Next_ManyFailures_GrowsWithinItsBoundsAndIsJittered()
    {
        var backoff = new Backoff(Min, Max, new Random(7));
        var first = backoff.Next();
        var later = Enumerable.Range(0, 50).Select(_ => backoff.Next()).Skip(6).ToList();

        Assert.InRange(first, Min, 2 * Min);
        Assert.All(later, wait => Assert.InRange(wait, Min, Max));
        Assert.True(later.Max() > 15 * Min);
        Assert.True(later.Distinct().Count() > 40);
    }

    [Fact]
    public void Next_ServerAskedForAWait_IsNeverShorter()
    {
        var backoff = new Backoff(Min, Max, new Random(7));
        Assert.InRange(backoff.Next(TimeSpan.FromSeconds(60)), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public void Reset_AfterFailures_BeginsShortAgain()
    {
        var backoff = new Backoff(Min, Max, new Random(7));
        for (var i = 0; i < 10; i++)
            backoff.Next();
        backoff.Reset();
        Assert.InRange(backoff.Next(), Min, 2 * Min);
    }
}
