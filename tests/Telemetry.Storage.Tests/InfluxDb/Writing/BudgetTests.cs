using Telemetry.Storage.InfluxDb.Writing;

namespace Telemetry.Storage.Tests.InfluxDb.Writing;

public sealed class BudgetTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task TakeAsync_NothingLeft_WaitsInLine()
    {
        var budget = new Budget(10);
        await budget.TakeAsync(8, None);
        var large = budget.TakeAsync(5, None).AsTask();
        var small = budget.TakeAsync(1, None).AsTask();

        Assert.False(large.IsCompleted);
        Assert.False(small.IsCompleted);
        budget.Return(3);
        await large;
        Assert.False(small.IsCompleted);
        budget.Return(5);
        await small;
    }

    [Fact]
    public async Task TakeAsync_GivenUp_TakesNothing()
    {
        var budget = new Budget(10);
        await budget.TakeAsync(10, None);
        using var gaveUp = new CancellationTokenSource();
        var waiting = budget.TakeAsync(10, gaveUp.Token).AsTask();
        var next = budget.TakeAsync(10, None).AsTask();

        await gaveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        budget.Return(10);

        await next;
    }

    [Fact]
    public async Task TakeAsync_MoreThanAll_CountsAsAll()
    {
        var budget = new Budget(10);
        await budget.TakeAsync(1_000, None);
        budget.Return(1_000);
        await budget.TakeAsync(10, None);
        Assert.False(budget.TakeAsync(1, None).AsTask().IsCompleted);
    }
}
