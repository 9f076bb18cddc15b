using Telemetry.Storage.InfluxDb.Identity;

namespace Telemetry.Storage.Tests.InfluxDb.Identity;

public sealed class DeviceTailsTests
{
    [Fact]
    public void Claim_FirstOfADevice_MustAsk()
    {
        var (_, _, claim) = new DeviceTails().Claim(Reports.Seconds("live", Reports.Bike, 0, 3));
        Assert.False(claim.IsKnown);
        Assert.False(claim.IsAllNew);
    }

    [Fact]
    public void Claim_BeyondTheMarkAndAscending_IsNewWithoutAsking()
    {
        var tails = new DeviceTails();
        var (tail, _, _) = tails.Claim(Reports.Seconds("live", Reports.Bike, 0, 3));
        tail.Learn(null);

        Assert.True(tails.Claim(Reports.Seconds("live", Reports.Bike, 3, 3)).Claim.IsAllNew);
        var overlapping = tails.Claim(Reports.Seconds("live", Reports.Bike, 5, 3)).Claim;
        Assert.False(overlapping.IsAllNew);
        Assert.Equal(2, overlapping.Before.Count);
    }

    [Fact]
    public void Claim_RepeatsWithinTheBatch_NotNewButNobodyToWaitFor()
    {
        var tails = new DeviceTails();
        tails.Claim(Reports.Seconds("live", Reports.Bike, 0, 1)).Tail.Learn(null);

        var claim = tails.Claim(Reports.Batch("live", Reports.Bike, Reports.AtSecond(5), Reports.AtSecond(5))).Claim;

        Assert.False(claim.IsAllNew);
        Assert.Empty(claim.Before);
    }

    [Fact]
    public void Claim_MoreDevicesThanKept_IdleOnesGoAndBusyOnesStay()
    {
        var tails = new DeviceTails(tailsMax: 2);
        var busy = tails.Claim(Reports.Seconds("live", Reports.Bike with { Id = "busy" }, 0, 1));
        busy.Tail.Learn(null);
        for (var n = 0; n < 10; n++)
        {
            var (tail, append, _) = tails.Claim(Reports.Seconds("live", Reports.Bike with { Id = $"idle-{n}" }, 0, 1));
            tail.Learn(null);
            append.Complete();
        }

        Assert.True(tails.Claim(Reports.Seconds("live", Reports.Bike with { Id = "busy" }, 1, 1)).Claim.IsKnown);
        Assert.False(tails.Claim(Reports.Seconds("live", Reports.Bike with { Id = "idle-0" }, 1, 1)).Claim.IsKnown);
    }
}
