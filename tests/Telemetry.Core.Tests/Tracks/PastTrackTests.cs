using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Tracks;

public sealed class PastTrackTests
{
    private static readonly DeviceIdentity Bike = new("bike-1", DeviceKind.Bike, "squad");
    private readonly PastTrack _track = new(Bike, SettingsHistory.Empty);

    [Fact]
    public void At_BetweenTwoFixes_IsOnTheLegBetweenThem()
    {
        Add(At(0, 31.2, 121.4), At(10, 31.2005, 121.4));

        var place = _track.At(4 * TimeUs.PerSecond)!.Value;

        Assert.Equal(Standing.Known, place.Standing);
        Assert.Equal(31.2002, place.Position!.Value.LatitudeDeg, 9);
        Assert.Equal(0f, place.HeadingDeg!.Value, 0.01f);
        Assert.Equal(0, place.Newest.FixTimeUs);
    }

    [Fact]
    public void At_BeforeTheFirstReport_IsNothing()
    {
        Add(At(5, 31.2, 121.4));

        Assert.Null(_track.At(4 * TimeUs.PerSecond));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(90)]
    public void At_WithinASilence_IsSilentFromItsFirstFixOn(long second)
    {
        Add(At(0, 31.2, 121.4), At(100, 31.2005, 121.4));

        var place = _track.At(second * TimeUs.PerSecond)!.Value;

        Assert.Equal((Standing.Silent, new GeoPoint(31.2, 121.4)), (place.Standing, place.Position));
    }

    [Theory]
    [InlineData(60, Standing.Known)]
    [InlineData(61, Standing.Silent)]
    public void At_AfterTheLastFix_IsKnownAsLongAsAPauseMayBe(long second, Standing standing)
    {
        Add(At(0, 31.2, 121.4));

        Assert.Equal(standing, _track.At(second * TimeUs.PerSecond)!.Value.Standing);
    }

    [Fact]
    public void At_AfterOffDuty_IsNeitherKnownNorSilent()
    {
        Add(At(0, 31.2, 121.4) with { Status = DeviceStatus.OffDuty }, At(300, 31.2, 121.4));

        Assert.Equal(Standing.OffDuty, _track.At(100 * TimeUs.PerSecond)!.Value.Standing);
        Assert.Equal(Standing.Known, _track.At(300 * TimeUs.PerSecond)!.Value.Standing);
    }

    [Fact]
    public void At_UnusableFixBetween_IsNewestButNotWhereItWas()
    {
        Add(At(0, 31.2, 121.4), At(5, 31.3, 121.4) with { AccuracyM = 500 }, At(10, 31.2005, 121.4));

        var place = _track.At(6 * TimeUs.PerSecond)!.Value;

        Assert.Equal(5 * TimeUs.PerSecond, place.Newest.FixTimeUs);
        Assert.Equal(31.2003, place.Position!.Value.LatitudeDeg, 9);
    }

    [Fact]
    public void ForgetBefore_LaterMoments_AreToldAsBefore()
    {
        Add([.. Enumerable.Range(0, 200).Select(i => At(i, 31.2 + (i * 0.00005), 121.4))]);
        var before = _track.At(120_500_000);

        _track.ForgetBefore(120_000_000);

        Assert.Equal(before, _track.At(120_500_000));
    }

    private void Add(params Report[] reports)
    {
        foreach (var report in reports)
            _track.Add(Bike, report);
    }

    private static Report At(long second, double latitudeDeg, double longitudeDeg) =>
        new() { FixTimeUs = second * TimeUs.PerSecond, Position = new GeoPoint(latitudeDeg, longitudeDeg) };
}
