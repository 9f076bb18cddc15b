using System.Text.Json.Serialization;
using Telemetry.Core;

namespace Telemetry.Cli.Scoring;

/// <summary>How well the gaps of one night were flagged.</summary>
/// <param name="Setting">What this night differs in from others of the same sweep; empty when there is but one.</param>
/// <param name="ToleranceSeconds">One sampling period.</param>
/// <param name="Kinds">Of gaps, those that occurred.</param>
/// <param name="Findings">What was not flagged as it was.</param>
internal sealed record Score(
    string Setting, double ToleranceSeconds, IReadOnlyList<KindScore> Kinds, IReadOnlyList<Finding> Findings)
{
    /// <summary>What became of the reports; null when they had been sent before.</summary>
    public Playback.PlaybackFigures? Playback { get; init; }

    /// <summary>By the words of <see cref="KindScore.Holds"/>, for every kind.</summary>
    [JsonPropertyOrder(-1)]
    public bool Holds => Kinds.All(kind => kind.Holds(ToleranceSeconds));

    /// <param name="clockUs">How far event time has come.</param>
    public static Score Of(
        string setting,
        IReadOnlyList<ScoredGap> truth,
        IReadOnlyList<ScoredGap> flagged,
        long clockUs,
        TimeSpan tolerance)
    {
        var toleranceUs = TimeUs.Of(tolerance);
        var (trueOf, flaggedOf) = (truth.ToLookup(gap => gap.Kind), flagged.ToLookup(gap => gap.Kind));
        var kinds = trueOf.Concat(flaggedOf).Select(gaps => gaps.Key).Distinct().Order();
        var matches = kinds
            .Select(kind => (kind, Match: GapMatch.Of([.. trueOf[kind]], [.. flaggedOf[kind]], clockUs, toleranceUs)))
            .ToList();
        return new Score(
            setting,
            tolerance.TotalSeconds,
            [.. matches.Select(each => KindScore.Of(each.kind, each.Match))],
            [.. matches.SelectMany(each => Finding.In(each.Match, toleranceUs))]);
    }
}
