namespace Telemetry.Core.Plans.Documents;

/// <summary>
/// What a feature says of rules. What it does not say it has from its area or the plan, and what they do not say from
/// the product.
/// </summary>
/// <param name="own">Few are set at one place, so that looking through them beats hashing.</param>
internal sealed class RuleSettings(
    RuleSettings? inherited, IReadOnlyList<(Property.Number Property, double Value)> own)
{
    public static readonly RuleSettings Default = new(null, []);

    public DeviceKinds? OwnEligible { private get; init; }

    public DutySchedule? OwnDuty { private get; init; }

    public DroneMode? OwnDroneMode { private get; init; }

    public DeviceKinds Eligible => OwnEligible ?? inherited?.Eligible ?? DeviceKinds.Any;

    public DutySchedule Duty => OwnDuty ?? inherited?.Duty ?? DutySchedule.Always;

    public DronePresence Drones => new(
        DroneMode, this[PlanVocabulary.DroneMaxHeightM] is > 0 and var heightM ? heightM : null);

    private DroneMode DroneMode => OwnDroneMode ?? inherited?.DroneMode ?? DroneMode.Flight;

    public double this[Property.Number property]
    {
        get
        {
            foreach (var (set, value) in own)
            {
                if (ReferenceEquals(set, property))
                    return value;
            }

            return inherited?[property] ?? property.Default;
        }
    }

    /// <summary>How things are counted, but nothing that is demanded: what an area as a whole inherits.</summary>
    public RuleSettings WithoutDemands() =>
        new(this, [.. PlanVocabulary.Demands.Select(demand => (demand, 0.0))]);
}
