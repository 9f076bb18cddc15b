using Telemetry.Core.Cover;
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

    /// <summary>By ordinal; null when it is enough everywhere to be over a place.</summary>
    public PresenceTerms[]? Terms { get; } = TermsOf(timelines);

    /// <summary>The places that cameras are present at; null when there are none.</summary>
    public FootprintIndex? Footprints { get; } = FootprintsOf(timelines);

    /// <summary>The places whose cells somebody looks at; null when there are none.</summary>
    public CoverIndex? Cover { get; init; }

    public KindSettings SettingsOf(DeviceKind kind) => _settings[(int)kind];

    public TimeRange InForce { get; set; } = new(version.EffectiveFromUs, long.MaxValue);

    private static PresenceTerms[]? TermsOf(PlaceTimeline[] timelines)
    {
        PresenceTerms[] terms = [.. timelines.Select(timeline => PresenceTerms.Of(timeline.Place))];
        return Array.TrueForAll(terms, static term => term == default) ? null : terms;
    }

    private static FootprintIndex? FootprintsOf(PlaceTimeline[] timelines) =>
        Array.Exists(timelines, static timeline => timeline.Place.Drones.Mode == DroneMode.Camera)
            ? new FootprintIndex([.. timelines.Select(timeline => timeline.Place)])
            : null;
}
