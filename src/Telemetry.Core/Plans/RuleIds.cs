namespace Telemetry.Core.Plans;

/// <summary>The ids of a place's rules; each place has at most one of a sort.</summary>
public static class RuleIds
{
    public const string Overdue = "overdue";
    public const string Dose = "dose";
    public const string Cover = "cover";
    public const string Strength = "strength";
    public const string Slot = "slot";
}
