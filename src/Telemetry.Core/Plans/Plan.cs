using System.Collections.Immutable;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>A device expected on duty. Inside its duty it is missed when it does not report.</summary>
public sealed record RosterEntry(string DeviceId, DeviceKind Kind, string Unit, string CallSign, DutySchedule Duty);

/// <summary>A composite of zones, for rolling up.</summary>
public sealed record PlanArea(string Id, string Name);

/// <summary>One versioned document: places, rules, duty windows, device roster.</summary>
/// <param name="Places">Zones and posts.</param>
public sealed record Plan(
    string Name,
    ImmutableArray<Place> Places,
    ImmutableArray<PlanArea> Areas,
    ImmutableDictionary<string, RosterEntry> Roster,
    ImmutableDictionary<DeviceKind, KindSettings> Kinds)
{
    public static readonly Plan Empty = new(
        "",
        [],
        [],
        ImmutableDictionary<string, RosterEntry>.Empty,
        ImmutableDictionary<DeviceKind, KindSettings>.Empty);

    /// <summary>Areas that something is demanded of as a whole, each as one place.</summary>
    public ImmutableArray<Place> Composites { get; init; } = [];

    public ImmutableArray<Place> Fences { get; init; } = [];

    /// <summary>
    /// Everything that legs are laid over, by ordinal: places, then composites, then fences. Put together when asked:
    /// ask once.
    /// </summary>
    public ImmutableArray<Place> Grounds =>
        Composites.IsEmpty && Fences.IsEmpty ? Places : [.. Places, .. Composites, .. Fences];

    public KindSettings SettingsOf(DeviceKind kind) =>
        Kinds.TryGetValue(kind, out var settings) ? settings : KindSettings.DefaultFor(kind);
}

/// <summary>A plan in force from <paramref name="EffectiveFromUs"/> until the next version.</summary>
public sealed record PlanVersion(int Version, long EffectiveFromUs, Plan Plan);
