using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Plans;

/// <summary>The time in which one plan version is in force, with what it is looked up by.</summary>
internal sealed class PlanEra(PlanVersion version, Lazy<PlaceIndex> index, PlaceTimeline[] timelines)
{
    // Looked up for each fix.
    private readonly KindSettings[] _settings = [.. Enum.GetValues<DeviceKind>().Select(version.Plan.SettingsOf)];

    public PlanVersion Version { get; } = version;

    public Plan Plan => Version.Plan;

    public PlaceIndex Index => index.Value;

    /// <summary>By ordinal in the plan's grounds and in the index.</summary>
    public PlaceTimeline[] Timelines { get; } = timelines;

    public KindSettings SettingsOf(DeviceKind kind) => _settings[(int)kind];

    public TimeRange InForce { get; set; } = new(version.EffectiveFromUs, long.MaxValue);
}
