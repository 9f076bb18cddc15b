using NetTopologySuite.Geometries;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Tracks;

/// <summary>A bike that rides north through a zone, a fix each ten seconds, and what comes late of it.</summary>
public sealed class LateReportTests
{
    private const double DegPerMeter = 1 / 111_132.0;

    private static readonly DeviceIdentity Bike = new("b1", DeviceKind.Bike, "");

    private readonly GapEngine _engine = new("drill", Limits.Lateness);

    public LateReportTests()
    {
        var rule = new OverdueRule(
            "overdue", TimeSpan.FromMinutes(5), new VisitDemand(TimeSpan.Zero, TimeSpan.Zero), DeviceKinds.Any,
            DutySchedule.Always);
        var zone = new Place("z1", "", PlaceKind.Zone, new PlaceShape.Area(Square(1000)), null, 1, [rule], "z1");
        var plan = Plan.Empty with { Places = [zone] };
        _engine.ApplyPlan(new PlanVersion(1, 0, plan), new Lazy<PlaceIndex>(() => PlaceIndex.Build(plan.Grounds)));
    }

    [Fact]
    public void Add_LateWithinTheWindow_NothingIsAskedOfTheStore()
    {
        Ride(1, 3600, except: 2000);
        Add(2000);
        Assert.Empty(_engine.TakeSplices());
        Assert.Equal([At(1990), At(2000), At(2010)], Around(2000));
    }

    [Fact]
    public void Add_LateBeyondTheWindow_AsksForAStretchBetweenUsedFixes()
    {
        Ride(1, 3600, except: 500);
        Add(500);
        var span = Assert.Single(_engine.TakeSplices());
        Assert.Equal("b1", span.DeviceId);
        Assert.InRange(span.FromUs, At(500 - 310), At(490));
        Assert.InRange(span.ToUs, At(510), At(500 + 310));
    }

    [Fact]
    public void Add_OnTheWayThatWasKnown_ChangesNothing()
    {
        Ride(1, 600, except: 300);
        _engine.Advance(At(590));
        var before = _engine.TakeCommit();
        Add(300);
        Assert.Empty(_engine.Advance(At(590)));
        var after = _engine.TakeCommit();
        Assert.Empty(after.Added);
        Assert.Empty(after.Removed);
        Assert.NotEmpty(before.State.ToArray());
    }

    [Fact]
    public void Add_TheSameAgain_ChangesNothing()
    {
        Ride(1, 600, except: 300);
        Add(300);
        Add(300);
        Assert.Empty(_engine.TakeSplices());
        Assert.Single(Around(300), us => us == At(300));
    }

    [Fact]
    public void Add_FarAside_IsAJumpAndChangesNothing()
    {
        Ride(1, 600, except: 300);
        _engine.Advance(At(590));
        _engine.TakeCommit();
        _engine.Add(Bike, [Report(300) with { Position = new GeoPoint(0.1, 0.1) }]);
        Assert.Empty(_engine.Advance(At(600)));
        Assert.Empty(_engine.Devices["b1"].Silences);
        Assert.Equal([new TimeRange(At(300), At(310))], _engine.Devices["b1"].Degraded);
    }

    [Fact]
    public void Add_MissingTenMinutesOneByOneBackwards_CloseTheSilence()
    {
        Ride(1, 600);
        Ride(1200, 1800);
        var device = _engine.Devices["b1"];
        Assert.Equal((At(600), At(1200)), (device.Silences[0].From.TimeUs, device.Silences[0].To.TimeUs));
        for (var second = 1190; second > 600; second -= 10)
            Add(second);
        Assert.Empty(_engine.TakeSplices());
        Assert.Empty(device.Silences);
        Assert.Empty(device.HeardPauses);
        var stay = Assert.Single(device.Presences.All);
        Assert.Equal((At(10), At(1000)), (stay.StartUs, stay.EndUs));
    }

    /// <summary>One metre a second: in the zone for the first thousand.</summary>
    private void Ride(int fromS, int toS, int? except = null)
    {
        for (var second = (fromS + 9) / 10 * 10; second <= toS; second += 10)
        {
            if (second != except)
                Add(second);
        }
    }

    private void Add(int second) => _engine.Add(Bike, [Report(second)]);

    private long[] Around(int second)
    {
        var recent = _engine.Devices["b1"].Recent;
        var at = recent.Find(At(second - 10));
        return [recent[at].TimeUs, recent[at = recent.Next(at)].TimeUs, recent[recent.Next(at)].TimeUs];
    }

    private static Report Report(int second) => new()
    {
        FixTimeUs = At(second),
        Position = new GeoPoint(second * DegPerMeter, 0),
    };

    private static long At(int second) => second * TimeUs.PerSecond;

    private static Polygon Square(double northM) => new(new LinearRing(
    [
        new(-1, -1), new(1, -1), new(1, northM * DegPerMeter), new(-1, northM * DegPerMeter), new(-1, -1),
    ]));
}
