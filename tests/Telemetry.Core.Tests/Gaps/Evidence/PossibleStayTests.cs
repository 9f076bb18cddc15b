using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Evidence;

public sealed class PossibleStayTests
{
    private static readonly GeoPoint Here = new(31.2, 121.5);
    private static readonly PlaceDistance Post = new(new PlaceShape.Disc(Here, 50));
    private static readonly KindSettings Settings = new(TimeSpan.FromSeconds(60), 10, 50);
    private static readonly TimeRange Span = new(Us(1_000), Us(2_000));

    [Fact]
    public void Of_TrackWithAPauseAndAnEnd_BothSilencesAreThere()
    {
        var track = Track(900, 950, 1_300, 1_350, 1_400);

        var stays = PossibleStay.Of(track, Post, null, Span, Us(2_000));

        Assert.Equal(
            [(950L, 1_300L, 1_000L, 1_300L), (1_400L, null, 1_400L, null)],
            stays.Select(stay => (
                S(stay.Prism.From), S(stay.Prism.To), (long?)stay.FromUs / 1_000_000, stay.UntilUs / 1_000_000)));
    }

    [Fact]
    public void Of_LastFixOnlyJustDue_IsNoSilence() =>
        Assert.Empty(PossibleStay.Of(Track(990, 1_040), Post, null, Span with { EndUs = Us(1_050) }, Us(1_050)));

    [Fact]
    public void Of_NeverHeard_OnlyTheRosteredCouldHaveBeenThereAndOnDuty()
    {
        var duty = new DutySchedule("Etc/UTC", [new DutyWindow([], new TimeOnly(0, 20), new TimeOnly(1, 0))]);

        Assert.Empty(PossibleStay.Of(Track(), Post, null, Span, Us(2_000)));
        var stay = Assert.Single(PossibleStay.Of(Track(), Post, duty, Span, Us(2_000)));
        Assert.Equal((Us(1_200), null, null, null), (stay.FromUs, stay.UntilUs, stay.Prism.From, stay.Prism.To));
    }

    [Fact]
    public void Of_SignedOff_NobodyExpectsItUntilItsNextDuty()
    {
        var duty = new DutySchedule(
            "Etc/UTC",
            [
                new DutyWindow([], new TimeOnly(0, 0), new TimeOnly(0, 20)),
                new DutyWindow([], new TimeOnly(0, 25), new TimeOnly(1, 0)),
            ]);
        var track = new TrackReading(DeviceKind.Bike, Settings);
        track.Add(ReportAt(900) with { Status = DeviceStatus.OffDuty });

        Assert.Empty(PossibleStay.Of(track, Post, null, Span, Us(2_000)));
        Assert.Equal(Us(1_500), Assert.Single(PossibleStay.Of(track, Post, duty, Span, Us(2_000))).FromUs);
    }

    private static TrackReading Track(params long[] seconds)
    {
        var track = new TrackReading(DeviceKind.Bike, Settings);
        foreach (var second in seconds)
            track.Add(ReportAt(second));
        return track;
    }

    private static Report ReportAt(long second) => new() { FixTimeUs = Us(second), Position = Here };

    private static long? S(Fix? fix) => fix?.TimeUs / 1_000_000;

    private static long Us(long seconds) => seconds * TimeUs.PerSecond;
}
