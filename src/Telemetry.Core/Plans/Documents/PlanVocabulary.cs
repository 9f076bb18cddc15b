using System.Collections.Frozen;

namespace Telemetry.Core.Plans.Documents;

/// <summary>
/// Every type of feature and every property that a plan document knows. The published JSON Schema and its README say
/// the same in their own form; a test compares the three.
/// </summary>
internal static class PlanVocabulary
{
    /// <summary>The duty that needs no schedule.</summary>
    public const string AlwaysOnDuty = "always";

    /// <summary>The word for every kind of device.</summary>
    public const string AnyKind = "any";

    public const string ByFlight = "flight";
    public const string ByCamera = "camera";

    /// <summary>An area's rules are its places' or its own.</summary>
    public const string ToPlaces = "places";
    public const string ToArea = "area";

    public static readonly Property.Word Type = new("type") { IsRequired = true };
    public static readonly Property.Id Id = new("id");
    public static readonly Property.Text Name = new("name");

    public static readonly Property.Number MaxIntervalMin = new("max_interval_min", 1, 31 * 24 * 60, ZeroToo: true);
    public static readonly Property.Number MinDwellS = new("min_dwell_s", 0, 24 * 3600);
    public static readonly Property.Number MergeGapS = new("merge_gap_s", 0, 3600) { Default = 20 };
    public static readonly Property.Words Eligible = new("eligible");
    public static readonly Property.Id Duty = new("duty");

    public static readonly Property.Number MinVisits = new("min_visits", 0, 1000) { IsWhole = true };
    public static readonly Property.Number MinPatrolMin = new("min_patrol_min", 0, 24 * 60);
    public static readonly Property.Number MinOfficerMin = new("min_officer_min", 0, 100_000);
    public static readonly Property.Number CoverFraction = new("cover_fraction", 0, 1);
    public static readonly Property.Number CoverIntervalMin = new("cover_interval_min", 1, 31 * 24 * 60);
    public static readonly Property.Number CellM =
        new("cell_m", Limits.CellLeastM, Limits.CellMostM) { Default = Limits.CellDefaultM };

    public static readonly Property.Number MinStrength = new("min_strength", 0, 1000) { IsWhole = true };
    public static readonly Property.Number StrengthGraceS = new("strength_grace_s", 0, 3600) { Default = 120 };
    public static readonly Property.Number SlotEveryMin = new("slot_every_min", 1, 24 * 60, ZeroToo: true);
    public static readonly Property.Number SlotLengthMin = new("slot_length_min", 1, 24 * 60);
    public static readonly Property.Choice DronePresence = new("drone_presence", ByFlight, ByCamera);
    public static readonly Property.Number DroneMaxHeightM = new("drone_max_height_m", 1, 5000, ZeroToo: true);

    /// <summary>What is demanded of a place; zero demands nothing.</summary>
    public static readonly Property.Number[] Demands =
        [MaxIntervalMin, MinVisits, MinPatrolMin, MinOfficerMin, CoverFraction, MinStrength, SlotEveryMin];

    /// <summary>Every number of which rules are made.</summary>
    public static readonly Property.Number[] RuleNumbers =
        [.. Demands, MinDwellS, MergeGapS, CoverIntervalMin, CellM, StrengthGraceS, SlotLengthMin, DroneMaxHeightM];

    public static readonly Property.Number Weight = new("weight", 0.001, 1000);
    public static readonly Property.Id Area = new("area");
    public static readonly Property.Number RadiusM = new("radius_m", 1, 5000) { IsRequired = true };

    public static readonly Property.Choice AppliesTo = new("applies_to", ToPlaces, ToArea);

    public static readonly Property.Choice Fence = new("fence", "keep_in", "keep_out", "ceiling") { IsRequired = true };
    public static readonly Property.Number CeilingM = new("ceiling_m", 1, 5000);
    public static readonly Property.Words Kinds = new("kinds");

    public static readonly Property.Word Kind = new("kind") { IsRequired = true };
    public static readonly Property.Text Unit = new("unit");
    public static readonly Property.Text CallSign = new("call_sign");
    public static readonly Property.Number SilenceAfterS = new("silence_after_s", 1, 3600);
    public static readonly Property.Number TopSpeedMps = new("top_speed_mps", 0.5, 150);
    public static readonly Property.Number AccuracyLimitM = new("accuracy_limit_m", 1, 1000);
    public static readonly Property.Number ReachM = new("reach_m", 1, 500);
    public static readonly Property.Number LowBatteryPercent = new("low_battery_percent", 0, 95);
    public static readonly Property.Number DegradedGraceS = new("degraded_grace_s", 0, 3600);

    public static readonly Property.Id Schedule = new("schedule");
    public static readonly Property.Text TimeZone = new("time_zone") { IsRequired = true };
    public static readonly Property.Words Days = new("days");
    public static readonly Property.Words Dates = new("dates");
    public static readonly Property.Words ExceptDates = new("except_dates");
    public static readonly Property.Time Start = new("start") { IsRequired = true };
    public static readonly Property.Time End = new("end") { IsRequired = true };

    // In the order in which a person would look for them.
    private static readonly Property[] Rules =
    [
        MaxIntervalMin, MinDwellS, MergeGapS, Eligible, Duty, MinVisits, MinPatrolMin, MinOfficerMin, CoverFraction,
        CoverIntervalMin, CellM, MinStrength, StrengthGraceS, SlotEveryMin, SlotLengthMin, DronePresence,
        DroneMaxHeightM,
    ];

    public static readonly FeatureType Plan = new("plan", GeometryNeed.None, [Type, Id, Name, .. Rules]);

    public static readonly FeatureType Zone = new(
        "zone", GeometryNeed.Polygon, [Type, Id, Name, Area, Weight, .. Rules]);

    public static readonly FeatureType Post = new(
        "post", GeometryNeed.Point, [Type, Id, Name, Area, Weight, RadiusM, .. Rules]);

    public static readonly FeatureType AreaType = new(
        "area", GeometryNeed.PolygonOrNone, [Type, Id, Name, Weight, AppliesTo, .. Rules]);

    public static readonly FeatureType FenceType = new(
        "fence", GeometryNeed.Polygon, Type, Id, Name, Weight, Fence, CeilingM, Kinds, Unit, Duty);

    public static readonly FeatureType Device = new(
        "device", GeometryNeed.None, Type, Id, Name, Kind, Unit, CallSign, Duty);

    public static readonly FeatureType DutyType = new(
        "duty", GeometryNeed.None, Type, Id, Name, Schedule, TimeZone, Days, Dates, ExceptDates, Start, End);

    public static readonly FeatureType KindType = new(
        "kind", GeometryNeed.None,
        Type, Id, Name, Kind, SilenceAfterS, TopSpeedMps, AccuracyLimitM, ReachM, LowBatteryPercent, DegradedGraceS);

    public static readonly FrozenDictionary<string, FeatureType> Types =
        new[] { Plan, Zone, Post, AreaType, FenceType, Device, DutyType, KindType }
            .ToFrozenDictionary(type => type.Name);

    // What editors add by themselves, and the style properties that map sites draw by.
    private static readonly FrozenSet<string> NotOurs = FrozenSet.Create(
        "fid", "description", "title", "stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity",
        "marker-color", "marker-size", "marker-symbol");

    /// <summary>Properties that may be there on any feature and mean nothing to us.</summary>
    public static bool IsNotOurs(string name) =>
        NotOurs.Contains(name) || name.StartsWith('_') || name.StartsWith("x-", StringComparison.Ordinal)
        || name.StartsWith("name_", StringComparison.Ordinal);
}
