using System.Collections.Immutable;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>
/// A stay that was too short as seen may have been long enough between its fixes: then the gap is unverified by whoever
/// stayed. The post has 30 m around the origin and asks for 90 s.
/// </summary>
public sealed class VisitCertaintyTests
{
    private const string Bike = "b1";
    private const double OutsideDeg = 5e-4;

    private readonly EngineHarness _harness = new("drill");

    /// <summary>
    /// Unseen from then on, it could have stayed on; but of that nothing has passed yet, and it is no excuse.
    /// </summary>
    [Theory]
    [InlineData(799)]
    [InlineData(800)]
    [InlineData(801)]
    [InlineData(870)]
    public void Overdue_StayNearlyLongEnoughThenSilence_IsUnverifiedAtEveryMoment(double watermarkSeconds)
    {
        Apply();
        Report(700, OutsideDeg);
        Report(740, 0);
        Report(800, 0);
        Report(880, 0);
        _harness.Advance(World.At(watermarkSeconds));

        var gap = Assert.Single(_harness.Gaps);
        Assert.Equal(World.At(600), gap.OpenUs);
        Assert.Equal(Bike, Assert.Single(gap.UnverifiedBy));
    }

    private void Apply()
    {
        var rule = new OverdueRule(
            "overdue", TimeSpan.FromMinutes(10), new VisitDemand(TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(20)),
            DeviceKinds.Any, DutySchedule.Always);
        var post = new Place(
            "p1", "p1", PlaceKind.Post, new PlaceShape.Disc(new GeoPoint(0, 0), 30), null, 1, [rule], "p1");
        _harness.Apply(
            Plan.Empty with
            {
                Places = [post],
                Kinds = ImmutableDictionary<DeviceKind, KindSettings>.Empty
                    .Add(DeviceKind.Bike, new KindSettings(TimeSpan.FromSeconds(60), 9, 50)),
            },
            World.At(0));
    }

    private void Report(double seconds, double latitudeDeg) => _harness.Add(Bike, new Report
    {
        FixTimeUs = World.At(seconds),
        Position = new GeoPoint(latitudeDeg, 0),
        Status = DeviceStatus.OnPatrol,
    });
}
