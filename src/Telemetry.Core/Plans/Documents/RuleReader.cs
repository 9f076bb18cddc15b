using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>What a feature says of a rule; null is left to the plan, and by the plan to the product.</summary>
internal sealed record RuleSettings(
    double? MaxIntervalMin,
    double? MinDwellS,
    double? MergeGapS,
    DeviceKinds? Eligible,
    DutySchedule? Duty)
{
    public static readonly RuleSettings Default = new(0, 0, 20, DeviceKinds.Any, DutySchedule.Always);

    public RuleSettings Over(RuleSettings other) => new(
        MaxIntervalMin ?? other.MaxIntervalMin,
        MinDwellS ?? other.MinDwellS,
        MergeGapS ?? other.MergeGapS,
        Eligible ?? other.Eligible,
        Duty ?? other.Duty);
}

/// <summary>Reads the flat properties of which a place's rule is made.</summary>
internal sealed class RuleReader(IReadOnlyDictionary<string, DutySchedule> schedules)
{
    public const string RuleId = "overdue";

    public RuleSettings ReadSettings(PlanFeature feature) => new(
        feature.ReadNumber(PlanVocabulary.MaxIntervalMin),
        feature.ReadNumber(PlanVocabulary.MinDwellS),
        feature.ReadNumber(PlanVocabulary.MergeGapS),
        KindWords.ReadEligible(feature),
        ReadDuty(feature));

    public DutySchedule? ReadDuty(PlanFeature feature)
    {
        if (feature.ReadId(PlanVocabulary.Duty) is not { } name)
            return null;
        if (name == PlanVocabulary.AlwaysOnDuty)
            return DutySchedule.Always;
        if (schedules.TryGetValue(name, out var schedule))
            return schedule;
        var hint = feature.Hint(name, schedules.Keys);
        feature.Fault(PlanVocabulary.Duty.Name, PlanFaultCode.UnknownDuty, $"no duty is called `{name}`{hint}");
        return null;
    }

    /// <summary>The rule of a place; none when no interval is asked of it.</summary>
    public static ImmutableArray<PlaceRule> RulesOf(PlanFeature place, RuleSettings settings)
    {
        var maxInterval = TimeSpan.FromMinutes(settings.MaxIntervalMin!.Value);
        var minDwell = TimeSpan.FromSeconds(settings.MinDwellS!.Value);
        var mergeGap = TimeSpan.FromSeconds(settings.MergeGapS!.Value);
        if (maxInterval == TimeSpan.Zero)
            return [];
        if (maxInterval <= minDwell || maxInterval <= mergeGap)
        {
            place.Fault(
                PlanVocabulary.MaxIntervalMin.Name, PlanFaultCode.ContradictoryRule,
                $"{maxInterval.TotalMinutes:0.###} min must be longer than the dwell of {minDwell.TotalSeconds:0.###} s"
                + $" and the merge gap of {mergeGap.TotalSeconds:0.###} s");
        }

        return [new OverdueRule(RuleId, maxInterval, new(minDwell, mergeGap), settings.Eligible!.Value, settings.Duty!)];
    }
}
