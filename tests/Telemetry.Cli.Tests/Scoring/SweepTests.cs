using Telemetry.Cli.Scoring;
using Telemetry.Cli.Simulation;

namespace Telemetry.Cli.Tests.Scoring;

public sealed class SweepTests
{
    private static readonly SimulationOptions Night =
        new(1, 0, 3_600_000_000, TimeSpan.FromSeconds(1), null, FaultOptions.None);

    [Fact]
    public void Of_Nothing_IsTheNightAsItIs() => Assert.Equal([new SweepStep("", Night)], Sweep.Of(Night, []));

    [Fact]
    public void Of_TwoSettings_IsEveryCombination()
    {
        var steps = Sweep.Of(Night, ["period=1,30s,1m", "loss=0,0.05"]);
        Assert.Equal(6, steps.Count);
        Assert.Equal("period=30s loss=0.05", steps[3].Setting);
        Assert.Equal(TimeSpan.FromSeconds(30), steps[3].Options.Period);
        Assert.Equal(0.05, steps[3].Options.Faults.LossShare);
        Assert.Equal(TimeSpan.FromMinutes(1), steps[5].Options.Period);
    }

    [Fact]
    public void Of_SilenceAfter_IsForThePlan()
    {
        var steps = Sweep.Of(Night, ["silence-after=15,150"]);
        Assert.Equal([15, 150], steps.Select(step => step.SilenceAfter!.Value.TotalSeconds));
        Assert.All(steps, step => Assert.Equal(Night, step.Options));
    }

    [Theory]
    [InlineData("period")]
    [InlineData("period=")]
    [InlineData("colour=red")]
    [InlineData("loss=2")]
    [InlineData("period=soon")]
    [InlineData("period=0")]
    [InlineData("seed=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,x")]
    public void Of_WhatItCannotTake_SaysSo(string spec) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandFailure>(() => Sweep.Of(Night, [spec])).ExitCode);
}
