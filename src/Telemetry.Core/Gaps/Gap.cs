using System.Collections.Immutable;

namespace Telemetry.Core.Gaps;

public enum Certainty : byte
{
    /// <summary>Nobody who counts can have been there; of a breach, a fix tells it.</summary>
    Confirmed = 1,

    /// <summary>A device could have been there unseen; of a breach, only the line between two fixes tells it.</summary>
    Unverified = 2,
}

/// <summary>How a gap ended, in event time.</summary>
public readonly record struct GapClose(long TimeUs, CloseReason Reason);

public enum GapState : byte
{
    Open = 1,
    Resolved = 2,
    Retracted = 3,
}

/// <summary>An interval in which a rule was not met, as it is known at one moment.</summary>
/// <param name="Id">Derived from exercise, rule, subject and <paramref name="IdleFromUs"/> (<see
/// cref="GapId"/>).</param>
/// <param name="SubjectId">The place's id, or the device's (<see cref="GapKinds.IsOfDevice"/>).</param>
/// <param name="RuleId">Of the rule at its place; of a breach, the fence's id.</param>
/// <param name="PlanVersion">The version that brought the rule in its present form.</param>
/// <param name="IdleFromUs">Where the idleness began that became this gap.</param>
/// <param name="OpenUs">When the limit was reached.</param>
/// <param name="UnverifiedBy">Devices whose silence leaves it unverified, the ones that could be there first in front;
/// at most <see cref="Limits.DevicesNamedPerGap"/>. Of a breach, the device itself.</param>
public sealed record Gap(
    string Id,
    GapKind Kind,
    string SubjectId,
    string RuleId,
    int PlanVersion,
    long IdleFromUs,
    long OpenUs,
    GapClose? Close,
    ImmutableArray<string> UnverifiedBy)
{
    /// <summary>
    /// When it ended; without end while it lasts. What is judged when a period ends is over at once.
    /// </summary>
    public long EndUs => Close switch
    {
        null => Kind is GapKind.Underdosed or GapKind.MissedSlot ? OpenUs : long.MaxValue,
        { Reason: CloseReason.Settled } => OpenUs,
        { TimeUs: var us } => us,
    };

    public Certainty Certainty => UnverifiedBy.IsEmpty ? Certainty.Confirmed : Certainty.Unverified;

    public bool Equals(Gap? other) =>
        other is not null && Id == other.Id && Kind == other.Kind && SubjectId == other.SubjectId
        && RuleId == other.RuleId && PlanVersion == other.PlanVersion && IdleFromUs == other.IdleFromUs
        && OpenUs == other.OpenUs && Close == other.Close && UnverifiedBy.SequenceEqual(other.UnverifiedBy);

    public override int GetHashCode() => HashCode.Combine(Id, OpenUs, Close);
}
