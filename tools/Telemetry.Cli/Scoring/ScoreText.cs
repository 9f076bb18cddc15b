using System.Globalization;
using Spectre.Console;
using Telemetry.Cli.Output;
using Telemetry.Core;

namespace Telemetry.Cli.Scoring;

/// <summary>Scores as a person reads them.</summary>
internal static class ScoreText
{
    public static Table TableOf(IReadOnlyList<Score> scores)
    {
        var table = TextTable.Of(
            "SETTING", "KIND", "TRUE", "FLAGGED", "MATCHED", "MISSED", "FALSE", "JOINED", "SPLIT",
            "UNVERIFIED (UNFOUNDED)", "OPEN OFF P50/95/99/MAX S", "CLOSE OFF P50/95/99/MAX S", "");
        foreach (var score in scores)
        {
            foreach (var kind in score.Kinds)
            {
                table.Row(
                    score.Setting, kind.Kind, $"{kind.True}", $"{kind.Flagged}", $"{kind.Matched}", $"{kind.Missed}",
                    $"{kind.False}", $"{kind.Joined}", $"{kind.Split}",
                    $"{kind.MatchedUnverified + kind.UnverifiedUnfounded} ({kind.UnverifiedUnfounded})",
                    Of(kind.OpenError), Of(kind.CloseError),
                    kind.Holds(score.ToleranceSeconds) ? "holds" : "DOES NOT HOLD");
            }
        }

        return table;
    }

    public static Table FindingsOf(Score score)
    {
        var table = TextTable.Of("WHAT", "KIND", "SUBJECT", "RULE", "TRUE", "FLAGGED", "");
        foreach (var finding in score.Findings)
        {
            var gap = finding.Any;
            table.Row(
                finding.What, gap.Kind.ToString().ToLowerInvariant(), gap.SubjectId, gap.RuleId, Of(finding.True),
                Of(finding.Flagged), finding.Flagged is { IsConfirmed: false } ? "unverified" : "");
        }

        return table;
    }

    private static string Of(TimeErrors errors) => errors.Count == 0
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture, $"{errors.P50:0.0} / {errors.P95:0.0} / {errors.P99:0.0} / {errors.Max:0.0}");

    private static string Of(ScoredGap? gap) => gap is null ? "" : $"{Of(gap.OpenUs)} to {Of(gap.CloseUs)}";

    private static string Of(long? us) =>
        us is { } known ? TimeUs.ToTime(known).ToString("HH:mm:ss.f", CultureInfo.InvariantCulture) : "…";
}
