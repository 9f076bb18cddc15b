using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Plans;

/// <summary>The time in which one plan version is in force, with what it is looked up by.</summary>
internal sealed class PlanEra(PlanVersion version, Lazy<PlaceIndex> index, PlaceTimeline[] timelines)
{
    // When fences are watched, where that is not always; and how long the shortest such window is.
    private readonly DutySchedule[] _fenceDuties =
    [
        .. version.Plan.Fences.SelectMany(fence => fence.Rules).Select(rule => rule.Duty)
            .Where(duty => !duty.IsAlways).Distinct(),
    ];

    private readonly long _shortestFenceDutyUs = version.Plan.Fences.SelectMany(fence => fence.Rules)
        .SelectMany(rule => rule.Duty.Windows).Select(window => TimeUs.Of(window.Length))
        .DefaultIfEmpty(long.MaxValue).Min();

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

    /// <summary>
    /// Whether a whole duty window of a fence lies within a span. Asked of each leg; they are nearly always too short.
    /// </summary>
    public bool HasFenceDutyWithin(TimeRange span) =>
        span.EndUs - span.StartUs > _shortestFenceDutyUs
        && Array.Exists(_fenceDuties, duty =>
            duty.WindowsBetween(span).Any(window => window.StartUs > span.StartUs && window.EndUs <= span.EndUs));

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
