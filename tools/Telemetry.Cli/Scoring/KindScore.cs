using Telemetry.Core.Gaps;

namespace Telemetry.Cli.Scoring;

/// <summary>How well gaps of one kind were flagged.</summary>
/// <param name="Matched">Pairs of a true and a flagged gap.</param>
/// <param name="MatchedUnverified">Of these, flagged UNVERIFIED.</param>
/// <param name="UnverifiedUnfounded">Flagged UNVERIFIED, with no true gap in them.</param>
/// <param name="OpenError">Of the pairs flagged CONFIRMED.</param>
/// <param name="OpenErrorUnverified">Of the pairs flagged UNVERIFIED, where the data could not tell.</param>
internal sealed record KindScore(
    string Kind,
    int True,
    int Flagged,
    int Matched,
    int MatchedUnverified,
    int Missed,
    int Brief,
    int Joined,
    int Split,
    int False,
    int UnverifiedUnfounded,
    TimeErrors OpenError,
    TimeErrors CloseError,
    TimeErrors OpenErrorUnverified,
    TimeErrors CloseErrorUnverified)
{
    public static KindScore Of(GapKind kind, GapMatch match)
    {
        var sure = match.Pairs.ToLookup(pair => pair.Flagged.IsConfirmed);
        return new KindScore(
            kind.ToString().ToLowerInvariant(),
            match.Pairs.Count + match.Joined.Count + match.Missed.Count + match.Brief.Count,
            match.Pairs.Count + match.Split.Count + match.False.Count + match.Unfounded.Count,
            match.Pairs.Count,
            sure[false].Count(),
            match.Missed.Count,
            match.Brief.Count,
            match.Joined.Count,
            match.Split.Count,
            match.False.Count,
            match.Unfounded.Count,
            TimeErrors.Of(sure[true].Select(pair => pair.OpenErrorUs)),
            TimeErrors.Of(sure[true].Select(pair => pair.CloseErrorUs)),
            TimeErrors.Of(sure[false].Select(pair => pair.OpenErrorUs)),
            TimeErrors.Of(sure[false].Select(pair => pair.CloseErrorUs)));
    }

    /// <summary>
    /// Nothing missed, nothing wrongly confirmed, and what was confirmed right in time in 99 of 100 cases.
    /// </summary>
    public bool Holds(double toleranceSeconds) =>
        Missed == 0 && False == 0 && OpenError.P99 <= toleranceSeconds && CloseError.P99 <= toleranceSeconds;
}
