using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Server.Backtesting;

namespace Telemetry.Server.Tests.Backtesting;

/// <summary>Hand-made gaps, in seconds, compared over 0 to 1,000.</summary>
public sealed class ComparisonTests
{
    private static readonly TimeRange Span = new(0, 1_000 * TimeUs.PerSecond);

    public static TheoryData<string, string, string> Timelines => new()
    {
        // new gaps, old gaps, only new / only old / both: counts, seconds
        { "", "", "0 0 0, 0 0 0" },
        { "100-200", "", "1 0 0, 100 0 0" },
        { "", "100-200", "0 1 0, 0 100 0" },
        { "100-200", "100-200", "0 0 1, 0 0 100" },
        { "100-200", "150-250", "0 0 1, 50 50 50" },
        { "100-200", "200-300", "1 1 0, 100 100 0" },
        { "100-400", "100-150 200-250", "0 0 1, 200 0 100" },
        { "100-150 200-250", "100-400", "0 0 2, 0 200 100" },
        { "100-200 300-400", "350-450 600-700", "1 1 1, 150 150 50" },
        { "900-", "950-", "0 0 1, 50 0 50" },
        { "900-2000", "", "1 0 0, 100 0 0" },
        { "-100-100", "50-60", "0 0 1, 90 0 10" },
    };

    [Theory]
    [MemberData(nameof(Timelines))]
    public void Of_Timelines_CountsGapsAndTime(string newOnes, string oldOnes, string expected)
    {
        var found = Comparison.Of(GapKind.Overdue, Gaps(newOnes), Gaps(oldOnes), Span);
        var seconds = new[] { found.OnlyNewUs, found.OnlyOldUs, found.BothUs }.Select(us => us / TimeUs.PerSecond);
        Assert.Equal(expected, $"{found.OnlyNew} {found.OnlyOld} {found.Both}, {string.Join(' ', seconds)}");
    }

    [Fact]
    public void Of_JudgedAtAnEnd_CountsGapsButNoTime()
    {
        const GapKind Kind = GapKind.MissedSlot;
        var found = Comparison.Of(Kind, Gaps("100-900 200-900", kind: Kind), Gaps("100- 300-", kind: Kind), Span);
        Assert.Equal(new Comparison(1, 1, 1, 0, 0, 0, 0), found);
    }

    [Fact]
    public void Lineup_Lines_AreBySubjectAndKindAndOnlyOfWhatLiesInTheSpan()
    {
        var lineup = new BacktestLineup(
            [.. Gaps("100-200", "b"), .. Gaps("2000-3000", "c")],
            [.. Gaps("300-400", "a"), .. Gaps("100-150", "b", GapKind.Understrength)],
            Span);
        Assert.Equal(
            ["a Overdue 0 1", "b Overdue 1 0", "b Understrength 0 1"],
            lineup.Lines().Select(line =>
                $"{line.SubjectId} {line.Kind} {line.Comparison.OnlyNew} {line.Comparison.OnlyOld}"));
        Assert.Equal(["b"], lineup.NewSubjects);
    }

    /// <summary>From-to of each; without the second it is open.</summary>
    private static List<Gap> Gaps(string text, string subject = "a", GapKind kind = GapKind.Overdue) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one =>
        {
            var dash = one.IndexOf('-', 1);
            var openUs = long.Parse(one[..dash]) * TimeUs.PerSecond;
            GapClose? close = one.Length > dash + 1
                ? new GapClose(long.Parse(one[(dash + 1)..]) * TimeUs.PerSecond, CloseReason.Visited)
                : null;
            return new Gap(one, kind, subject, "rule", 1, openUs - 1, openUs, close, []);
        }),
    ];
}
