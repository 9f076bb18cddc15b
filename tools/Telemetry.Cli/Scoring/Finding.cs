using System.Text.Json.Serialization;

namespace Telemetry.Cli.Scoring;

/// <summary>One gap that was not flagged as it truly was.</summary>
/// <param name="What">false, missed, joined, split, or off: confirmed, with times further off than the
/// tolerance.</param>
/// <param name="True">Null where nothing was.</param>
/// <param name="Flagged">Null where nothing was flagged.</param>
internal sealed record Finding(string What, ScoredGap? True, ScoredGap? Flagged)
{
    [JsonIgnore]
    public ScoredGap Any => (True ?? Flagged)!;

    public static IEnumerable<Finding> In(GapMatch match, long toleranceUs) =>
    [
        .. match.False.Select(gap => new Finding("false", null, gap)),
        .. match.Missed.Select(gap => new Finding("missed", gap, null)),
        .. match.Pairs.Where(pair => pair.Flagged.IsConfirmed && pair.WorstErrorUs > toleranceUs)
            .OrderByDescending(pair => pair.WorstErrorUs)
            .Select(pair => new Finding("off", pair.True, pair.Flagged)),
        .. match.Joined.Select(gap => new Finding("joined", gap, null)),
        .. match.Split.Select(gap => new Finding("split", null, gap)),
    ];
}
