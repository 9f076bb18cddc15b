using System.Collections.Immutable;
using NetTopologySuite.Geometries;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>
/// A breach that only the straight line between two fixes tells is unverified, until a fix tells it. In thousandths of
/// a degree the fence goes from 0 to 2 each way.
/// </summary>
public sealed class BreachCertaintyTests
{
    private const string Bike = "b1";

    private readonly EngineHarness _harness = new("drill");

    [Fact]
    public void KeepOut_CornerCutBetweenTwoFixes_IsUnverifiedByTheDevice()
    {
        Apply(FenceKind.KeepOut);
        CutCorner();

        var breach = Breach();
        Assert.Equal((Certainty.Unverified, CloseReason.Returned), (breach.Certainty, breach.Close?.Reason));
        Assert.Equal(Bike, Assert.Single(breach.UnverifiedBy));
    }

    [Fact]
    public void KeepOut_StillUnderWayAtTheWatermark_IsJudgedByTheFixThatIsKnownAlready()
    {
        Apply(FenceKind.KeepOut);
        Report(0, -1, 1);
        Report(20, 1, 1);
        _harness.Advance(World.At(15));
        Assert.Equal((null, Certainty.Confirmed), (Breach().Close, Breach().Certainty));
    }

    [Fact]
    public void KeepOut_CutAtTheWatermark_IsUnverifiedBeforeAndAfterItsEnd()
    {
        Apply(FenceKind.KeepOut);
        Report(0, -1, 1);
        Report(40, 3, 1);
        _harness.Advance(World.At(15));
        Assert.Equal((null, Certainty.Unverified), (Breach().Close, Breach().Certainty));
        _harness.Advance(World.At(40));
        Assert.Equal((World.At(30), Certainty.Unverified), (Breach().Close?.TimeUs, Breach().Certainty));
    }

    [Fact]
    public void KeepOut_FixInside_IsConfirmed()
    {
        Apply(FenceKind.KeepOut);
        Report(0, -1, 1);
        Report(20, 1, 1);
        Report(40, 3, 1);
        _harness.Advance(World.At(60));
        Assert.Equal(Certainty.Confirmed, Breach().Certainty);
    }

    [Fact]
    public void KeepOut_LateFixOnTheLine_Confirms()
    {
        Apply(FenceKind.KeepOut);
        CutCorner();
        Report(20, 0.5, 0.5);

        var revision = Assert.Single(_harness.Advance(World.At(61)));
        Assert.Equal(Certainty.Confirmed, revision.Gap.Certainty);
        Assert.Equal((World.At(10), World.At(30)), Rounded(revision.Gap));
    }

    [Fact]
    public void KeepOut_LateFixOnTheLineAfterACrash_Confirms()
    {
        Apply(FenceKind.KeepOut);
        CutCorner();
        _harness.Checkpoint();
        _harness.Crash();
        Assert.Empty(_harness.Advance(World.At(61)));
        Assert.Equal(Certainty.Unverified, Breach().Certainty);
        Report(20, 0.5, 0.5);
        _harness.Advance(World.At(62));
        Assert.Equal(Certainty.Confirmed, Breach().Certainty);
    }

    [Fact]
    public void KeepOut_SeenBeforeDutyOnly_IsUnverifiedOnDuty()
    {
        Apply(FenceKind.KeepOut, FromOneMinuteTo(new TimeOnly(0, 5)));
        Report(50, 1, 1);
        Report(80, 3, 1);
        _harness.Advance(World.At(90));
        Assert.Equal((World.At(60), Certainty.Unverified), (Breach().OpenUs, Breach().Certainty));
    }

    [Theory]
    [InlineData(FenceKind.KeepIn, -1, 1)]
    [InlineData(FenceKind.KeepOut, 1, -1)]
    public void LastSeenAtTheEdgeBeforeDutyEnded_NextFixIsAcross_Returned(FenceKind kind, double beyond, double back)
    {
        Apply(kind, FromOneMinuteTo(new TimeOnly(0, 2)));
        Report(65, 1, back);
        Report(85, 1, beyond);
        Report(105, 1, 0);
        _harness.Advance(World.At(125));
        Assert.Equal(new GapClose(World.At(120), CloseReason.DutyEnded), Breach().Close);
        Report(135, 1, back);
        _harness.Advance(World.At(140));
        Assert.Equal(new GapClose(World.At(105), CloseReason.Returned), Breach().Close);
    }

    [Fact]
    public void KeepOut_DutyShorterThanALeg_IsUnverified()
    {
        Apply(FenceKind.KeepOut, FromOneMinuteTo(new TimeOnly(0, 1, 5)));
        Report(50, 1, 1);
        Report(80, 1.2, 1);
        _harness.Advance(World.At(90));
        Assert.Equal((World.At(65), Certainty.Unverified), (Breach().Close?.TimeUs, Breach().Certainty));
    }

    [Fact]
    public void KeepOut_PlanAppliedWithinALeg_IsUnverifiedUnderIt()
    {
        Apply(FenceKind.KeepIn);
        Report(0, 1, 1);
        Report(30, 4, 1);
        _harness.Advance(World.At(5));
        Apply(FenceKind.KeepOut, atSeconds: 6);
        _harness.Advance(World.At(40));
        var breach = Breach();
        Assert.Equal(
            (World.At(6), World.At(10), Certainty.Unverified), (breach.OpenUs, breach.Close?.TimeUs, breach.Certainty));
    }

    [Fact]
    public void KeepIn_LeftAndEnteredAgainBetweenTwoFixes_IsUnverified()
    {
        Apply(FenceKind.KeepIn, hole: true);
        Report(0, 0.2, 1);
        Report(30, 1.8, 1);
        _harness.Advance(World.At(40));
        Assert.Equal(Bike, Assert.Single(Breach().UnverifiedBy));
    }

    [Fact]
    public void KeepIn_FixOutside_IsConfirmed()
    {
        Apply(FenceKind.KeepIn, hole: true);
        Report(0, 0.2, 1);
        Report(15, 1, 1);
        Report(30, 1.8, 1);
        _harness.Advance(World.At(40));
        Assert.Equal(Certainty.Confirmed, Breach().Certainty);
    }

    private static DutySchedule FromOneMinuteTo(TimeOnly end) =>
        new("Etc/UTC", [new DutyWindow([], new TimeOnly(0, 1), end)]);

    private Gap Breach() => Assert.Single(_harness.Gaps, gap => gap.Kind == GapKind.Breach);

    private static (long OpenUs, long CloseUs) Rounded(Gap gap) =>
        (RoundedUs(gap.OpenUs), RoundedUs(gap.Close!.Value.TimeUs));

    private static long RoundedUs(long us) => (us + 500) / 1000 * 1000;

    /// <summary>On the line from 10 s to 30 s.</summary>
    private void CutCorner()
    {
        Report(0, -0.5, 1.5);
        Report(40, 1.5, -0.5);
        _harness.Advance(World.At(60));
    }

    private void Apply(FenceKind kind, DutySchedule? duty = null, double atSeconds = 0, bool hole = false) =>
        _harness.Apply(
            new Plan(
                "fence", [], [], ImmutableDictionary<string, RosterEntry>.Empty,
                ImmutableDictionary<DeviceKind, KindSettings>.Empty.Add(
                    DeviceKind.Bike, new KindSettings(TimeSpan.FromSeconds(60), 15, 50)))
            {
                Fences =
                [
                    new Place(
                        "fence:f", "f", PlaceKind.Fence, new PlaceShape.Area(Ground(hole)), null, 1,
                        [new FenceRule("f", kind, null, null, DeviceKinds.Any, duty ?? DutySchedule.Always)],
                        $"f-{hole}"),
                ],
            },
            World.At(atSeconds));

    private static Polygon Ground(bool hole) =>
        new(Ring(0, 2), hole ? [Ring(0.5, 1.5)] : []);

    private static LinearRing Ring(double from, double to) => new(
    [
        new(from * 1e-3, from * 1e-3), new(to * 1e-3, from * 1e-3), new(to * 1e-3, to * 1e-3),
        new(from * 1e-3, to * 1e-3), new(from * 1e-3, from * 1e-3),
    ]);

    private void Report(double seconds, double x, double y) => _harness.Add(Bike, new Report
    {
        FixTimeUs = World.At(seconds),
        Position = new GeoPoint(y * 1e-3, x * 1e-3),
        Status = DeviceStatus.OnPatrol,
    });
}
