namespace Telemetry.Core.Gaps;

/// <summary>A gap that opens at a moment if nothing more comes in.</summary>
/// <param name="PlanVersion">The version that brought the rule in its present form.</param>
/// <param name="IdleFromUs">Since when, or from when on, the rule is not met.</param>
/// <param name="IsHeld">
/// What keeps the rule is still at it (devices at the place, a device that reports): it opens only because nothing more
/// comes in.
/// </param>
public sealed record GapForecast(
    GapKind Kind, string SubjectId, string RuleId, int PlanVersion, long IdleFromUs, long BreachUs, bool IsHeld);
