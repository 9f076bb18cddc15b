using Telemetry.Cli.Scoring;
using Telemetry.Core;
using Telemetry.Core.Gaps;

namespace Telemetry.Cli.Tests.Scoring;

/// <summary>Hand-made gaps, in seconds.</summary>
public sealed class GapMatchTests
{
    private const long Clock = 10_000;
    private const int Tolerance = 10;

    [Fact]
    public void Of_SameGaps_MatchesThemAllWithoutError()
    {
        ScoredGap[] gaps = [Gap(100, 200), Gap(300, null), Gap(100, 200, subject: "b"), Gap(100, 200, rule: "slot")];
        var match = Match(gaps, [.. gaps.Select(gap => gap with { })]);
        Assert.Equal(4, match.Pairs.Count);
        Assert.All(match.Pairs, pair => Assert.Equal(0, pair.WorstErrorUs));
        Assert.Empty(new[] { match.Joined, match.Missed, match.Brief, match.Split, match.False, match.Unfounded }
            .SelectMany(gaps => gaps));
    }

    [Fact]
    public void Of_NothingFlagged_MissesWhatIsLongerThanTheTolerance()
    {
        var match = Match([Gap(100, 111), Gap(200, 210), Gap(9_995, null)], []);
        Assert.Equal(100, Seconds(Assert.Single(match.Missed)));
        Assert.Equal([200, 9_995], match.Brief.Select(Seconds));
    }

    [Theory]
    [InlineData(GapKind.Underdosed)]
    [InlineData(GapKind.MissedSlot)]
    public void Of_JudgedAtAnEnd_IsMissedHoweverShort(GapKind kind)
    {
        var match = Match([Gap((int)Clock, null, kind: kind)], []);
        Assert.Single(match.Missed);
    }

    [Fact]
    public void Of_JudgedAtAnEnd_IsMatchedWithTheSameEndAlone()
    {
        ScoredGap[] truth = [Slot(100), Slot(200), Slot(300)];
        var match = Match(truth, [Slot(100), Slot(300), Slot(400)]);
        Assert.Equal([100, 300], match.Pairs.Select(pair => Seconds(pair.Flagged)));
        Assert.All(match.Pairs, pair => Assert.Equal(0, pair.WorstErrorUs));
        Assert.Equal(200, Seconds(Assert.Single(match.Missed)));
        Assert.Equal(400, Seconds(Assert.Single(match.False)));

        // All stay open until nothing can change them any more.
        static ScoredGap Slot(int end) => Gap(end, null, rule: "slot", kind: GapKind.MissedSlot);
    }

    [Fact]
    public void Of_NothingTrue_IsFalseWhenConfirmedAndUnfoundedWhenNot()
    {
        var match = Match([], [Gap(100, 101), Gap(200, 300, confirmed: false)]);
        Assert.Equal(100, Seconds(Assert.Single(match.False)));
        Assert.Equal(200, Seconds(Assert.Single(match.Unfounded)));
    }

    [Fact]
    public void Of_GapsThatOnlyTouch_AreNoPartners()
    {
        var match = Match([Gap(100, 200)], [Gap(200, 300)]);
        Assert.Empty(match.Pairs);
        Assert.Single(match.Missed);
        Assert.Single(match.False);
    }

    [Theory]
    [InlineData("other", "overdue", GapKind.Overdue)]
    [InlineData("a", "other", GapKind.Overdue)]
    [InlineData("a", "overdue", GapKind.Uncovered)]
    public void Of_AnotherSubjectRuleOrKind_IsNoPartner(string subject, string rule, GapKind kind)
    {
        var match = Match([Gap(100, 200)], [Gap(100, 200, subject, rule, kind)]);
        Assert.Empty(match.Pairs);
    }

    [Fact]
    public void Of_OneFlaggedOverTwo_StandsForTheLongerAndJoinsTheOther()
    {
        var match = Match([Gap(100, 130), Gap(150, 300)], [Gap(100, 300)]);
        var pair = Assert.Single(match.Pairs);
        Assert.Equal((150, 50_000_000, 0), (Seconds(pair.True), pair.OpenErrorUs, pair.CloseErrorUs));
        Assert.Equal(100, Seconds(Assert.Single(match.Joined)));
        Assert.Empty(match.Missed);
    }

    [Fact]
    public void Of_TwoFlaggedInOne_TheLongerStandsForItAndTheOtherIsSplit()
    {
        var match = Match([Gap(100, 300)], [Gap(100, 130), Gap(150, 300)]);
        Assert.Equal(150, Seconds(Assert.Single(match.Pairs).Flagged));
        Assert.Equal(100, Seconds(Assert.Single(match.Split)));
        Assert.Empty(match.False);
    }

    [Fact]
    public void Of_AChain_PairsThoseThatShareMost()
    {
        var match = Match([Gap(0, 100), Gap(120, 200)], [Gap(90, 190), Gap(195, 250)]);
        var pair = Assert.Single(match.Pairs);
        Assert.Equal((120, 90), (Seconds(pair.True), Seconds(pair.Flagged)));
        Assert.Single(match.Joined);
        Assert.Single(match.Split);
    }

    [Fact]
    public void CloseError_OfAnOpenGap_IsTakenToTheClock()
    {
        var match = Match([Gap(9_000, 9_700)], [Gap(9_004, null)]);
        var pair = Assert.Single(match.Pairs);
        Assert.Equal((4_000_000, 300_000_000), (pair.OpenErrorUs, pair.CloseErrorUs));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 99)]
    [InlineData(100, 99)]
    [InlineData(101, 100)]
    [InlineData(200, 198)]
    public void TimeErrors_P99_IsTheNearestRank(int count, double p99)
    {
        var errors = TimeErrors.Of(Enumerable.Range(1, count).Select(n => n * TimeUs.PerSecond).Reverse());
        Assert.Equal((count, p99, (double)count), (errors.Count, errors.P99, errors.Max));
    }

    [Theory]
    [InlineData(200, true, true)]
    [InlineData(210, true, true)]
    [InlineData(211, true, false)]
    [InlineData(211, false, true)]
    public void Score_Holds_WhenConfirmedTimesAreWithinTheTolerance(int closed, bool confirmed, bool holds)
    {
        var score = Score.Of(
            "", [Gap(100, 200)], [Gap(100, closed, confirmed: confirmed)], Clock * TimeUs.PerSecond,
            TimeSpan.FromSeconds(Tolerance));
        Assert.Equal(holds, score.Holds);
        Assert.Equal(holds ? [] : ["off"], score.Findings.Select(finding => finding.What));
    }

    [Fact]
    public void Score_SilenceOfDevices_IsNotScored()
    {
        Assert.False(ScoredGap.IsScored(GapKind.Silent));
        Assert.True(ScoredGap.IsScored(GapKind.Overdue));
    }

    private static GapMatch Match(ScoredGap[] truth, ScoredGap[] flagged) =>
        GapMatch.Of(truth, flagged, Clock * TimeUs.PerSecond, Tolerance * TimeUs.PerSecond);

    private static ScoredGap Gap(
        int open, int? close, string subject = "a", string rule = "overdue", GapKind kind = GapKind.Overdue,
        bool confirmed = true) =>
        new(kind, subject, rule, open * TimeUs.PerSecond, close * TimeUs.PerSecond, confirmed);

    private static int Seconds(ScoredGap gap) => (int)(gap.OpenUs / TimeUs.PerSecond);
}
