namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads the flat properties of which rules are made.</summary>
internal sealed class RuleReader(IReadOnlyDictionary<string, DutySchedule> schedules)
{
    public RuleSettings ReadSettings(PlanFeature feature, RuleSettings inherited)
    {
        var numbers = new List<(Property.Number, double)>();
        foreach (var property in PlanVocabulary.RuleNumbers)
        {
            if (feature.ReadNumber(property) is { } number)
                numbers.Add((property, number));
        }

        return new RuleSettings(inherited, numbers)
        {
            OwnEligible = KindWords.ReadSet(feature, PlanVocabulary.Eligible),
            OwnDroneMode = feature.ReadChoice(PlanVocabulary.DronePresence) switch
            {
                PlanVocabulary.ByCamera => DroneMode.Camera,
                PlanVocabulary.ByFlight => DroneMode.Flight,
                _ => null,
            },
            OwnDuty = ReadDuty(feature),
        };
    }

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
        return DutyReader.Unreadable;
    }
}
