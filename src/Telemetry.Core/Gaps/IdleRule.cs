using Telemetry.Core.Plans;

namespace Telemetry.Core.Gaps;

/// <summary>
/// What the search for idle intervals needs to know of a rule: its limit, its duty, and while it was in force.
/// </summary>
internal sealed record IdleRule(long MaxIdleUs, DutySchedule Duty, CloseReason EndedBy)
{
    /// <summary>While the rule, and what it looks at, stayed the same.</summary>
    public required TimeRange InForce { get; init; }
}

/// <summary>A time when the place was attended (or the device heard): from when it counts to its end.</summary>
internal readonly record struct Attended(long CountsFromUs, long EndUs);

/// <summary>A gap's times, before anyone asks how sure it is.</summary>
internal readonly record struct GapTimes(long IdleFromUs, long OpenUs, GapClose? Close);
