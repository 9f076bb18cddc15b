namespace Telemetry.Core.Gaps;

/// <summary>A rule that will be broken at a moment if nothing more comes in.</summary>
public sealed record GapForecast(GapKind Kind, string SubjectId, string RuleId, int PlanVersion, long BreachUs);
