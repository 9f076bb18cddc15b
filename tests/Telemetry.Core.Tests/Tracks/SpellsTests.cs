using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Tracks;

public sealed class SpellsTests
{
    [Fact]
    public void Turn_StartsAndEnds_LastOneMayGoOn()
    {
        var spells = Of(10, 20, 30);
        Assert.Equal([new TimeRange(10, 20), new TimeRange(30, long.MaxValue)], spells);
        Assert.True(spells.IsOn);
        Assert.Equal(30, spells.OnFromUs);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(19, true)]
    [InlineData(20, false)]
    [InlineData(30, true)]
    public void IsOnAt_Moments_StartBelongsEndDoesNot(long us, bool expected) =>
        Assert.Equal(expected, Of(10, 20, 30).IsOnAt(us));

    [Fact]
    public void Replace_SameTurns_NothingChanged()
    {
        var spells = Of(10, 20, 30, 40);
        Assert.Null(spells.Replace(9, 35, [10, 20, 30]));
        Assert.Equal([10, 20, 30, 40], spells.Turns.ToArray());
    }

    [Fact]
    public void Replace_OtherTurns_TellsFirstAndLastChange()
    {
        var spells = Of(10, 20, 30, 40);
        Assert.Equal(new TimeRange(20, 30), spells.Replace(10, 30, [22, 25]));
        Assert.Equal([10, 22, 25, 40], spells.Turns.ToArray());
    }

    [Fact]
    public void Replace_TailByOneTurnLess_ChangesWithoutEnd()
    {
        var spells = Of(10, 20, 30);
        Assert.Equal(new TimeRange(30, long.MaxValue), spells.Replace(15, long.MaxValue, [20]));
        Assert.Equal([new TimeRange(10, 20)], spells);
    }

    [Fact]
    public void Forget_WhatEndedBefore_OpenOneStays()
    {
        var spells = Of(10, 20, 30);
        spells.Forget(21);
        Assert.Equal([new TimeRange(30, long.MaxValue)], spells);
    }

    private static Spells Of(params ReadOnlySpan<long> turns)
    {
        var spells = new Spells();
        foreach (var us in turns)
            spells.Turn(us);
        return spells;
    }
}
