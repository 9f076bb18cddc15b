using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>Knows which monitor watches which rule.</summary>
internal sealed class MonitorFactory(
    string exerciseId, PlanHistory plans, IReadOnlyCollection<DeviceTrack> devices, long latenessUs)
{
    private int _covers;

    /// <summary>All that are known.</summary>
    public IReadOnlyCollection<DeviceTrack> Devices => devices;

    public RuleMonitor? For(PlaceTimeline timeline, PlaceRule rule, PlanVersion version)
    {
        var inForce = From(version);
        return rule switch
        {
            OverdueRule overdue => new OverdueMonitor(exerciseId, timeline, overdue, version.Version, inForce),
            StrengthRule strength => new StrengthMonitor(exerciseId, timeline, strength, version.Version, inForce),
            DoseRule dose => new DoseMonitor(exerciseId, timeline, dose, version.Version, inForce, latenessUs),
            SlotRule slot => new SlotMonitor(exerciseId, timeline, slot, version.Version, inForce, latenessUs),
            CoverRule cover => new CoverMonitor(exerciseId, timeline, cover, _covers++, version.Version, inForce),
            _ => null,
        };
    }

    public BreachMonitor For(PlaceTimeline fence, DeviceTrack device, PlanVersion version) => new(
        exerciseId, fence, device, (FenceRule)fence.Place.Rules[0], plans, version.Version,
        new TimeRange(fence.FromUs, fence.ToUs));

    public RuleMonitor For(DeviceTrack device, DeviceDemand demand, PlanVersion version) => demand switch
    {
        DeviceDemand.ToReport report => new SilentMonitor(exerciseId, device, report, version.Version, From(version)),
        DeviceDemand.ToRecover recover => new SpellMonitor(exerciseId, device, recover, version.Version, From(version)),
        _ => throw new ArgumentException($"{demand.GetType().Name} is not demanded of devices", nameof(demand)),
    };

    private static TimeRange From(PlanVersion version) => new(version.EffectiveFromUs, long.MaxValue);
}
