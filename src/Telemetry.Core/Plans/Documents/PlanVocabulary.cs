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

    public static readonly Property.Word Type = new("type") { IsRequired = true };
    public static readonly Property.Id Id = new("id");
    public static readonly Property.Text Name = new("name");

    public static readonly Property.Number MaxIntervalMin = new("max_interval_min", 1, 31 * 24 * 60, ZeroToo: true);
    public static readonly Property.Number MinDwellS = new("min_dwell_s", 0, 24 * 3600);
    public static readonly Property.Number MergeGapS = new("merge_gap_s", 0, 3600);
    public static readonly Property.Words Eligible = new("eligible");
    public static readonly Property.Id Duty = new("duty");

    public static readonly Property.Number Weight = new("weight", 0.001, 1000);
    public static readonly Property.Id Area = new("area");
    public static readonly Property.Number RadiusM = new("radius_m", 1, 5000) { IsRequired = true };

    public static readonly Property.Word Kind = new("kind") { IsRequired = true };
    public static readonly Property.Text Unit = new("unit");
    public static readonly Property.Text CallSign = new("call_sign");
    public static readonly Property.Number SilenceAfterS = new("silence_after_s", 1, 3600);
    public static readonly Property.Number TopSpeedMps = new("top_speed_mps", 0.5, 150);
    public static readonly Property.Number AccuracyLimitM = new("accuracy_limit_m", 1, 1000);

    public static readonly Property.Id Schedule = new("schedule");
    public static readonly Property.Text TimeZone = new("time_zone") { IsRequired = true };
    public static readonly Property.Words Days = new("days");
    public static readonly Property.Time Start = new("start") { IsRequired = true };
    public static readonly Property.Time End = new("end") { IsRequired = true };

    public static readonly FeatureType Plan = new(
        "plan", GeometryNeed.None, Type, Id, Name, MaxIntervalMin, MinDwellS, MergeGapS, Eligible, Duty);

    public static readonly FeatureType Zone = new(
        "zone", GeometryNeed.Polygon,
        Type, Id, Name, Area, Weight, MaxIntervalMin, MinDwellS, MergeGapS, Eligible, Duty);

    public static readonly FeatureType Post = new(
        "post", GeometryNeed.Point,
        Type, Id, Name, Area, Weight, RadiusM, MaxIntervalMin, MinDwellS, MergeGapS, Eligible, Duty);

    public static readonly FeatureType AreaType = new("area", GeometryNeed.PolygonOrNone, Type, Id, Name);

    public static readonly FeatureType Device = new(
        "device", GeometryNeed.None, Type, Id, Name, Kind, Unit, CallSign, Duty);

    public static readonly FeatureType DutyType = new(
        "duty", GeometryNeed.None, Type, Id, Name, Schedule, TimeZone, Days, Start, End);

    public static readonly FeatureType KindType = new(
        "kind", GeometryNeed.None, Type, Id, Name, Kind, SilenceAfterS, TopSpeedMps, AccuracyLimitM);

    public static readonly FrozenDictionary<string, FeatureType> Types =
        new[] { Plan, Zone, Post, AreaType, Device, DutyType, KindType }.ToFrozenDictionary(type => type.Name);

    // What editors add by themselves, and the style properties that map sites draw by.
    private static readonly FrozenSet<string> NotOurs = FrozenSet.Create(
        "fid", "description", "title", "stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity",
        "marker-color", "marker-size", "marker-symbol");

    /// <summary>Properties that may be there on any feature and mean nothing to us.</summary>
    public static bool IsNotOurs(string name) =>
        NotOurs.Contains(name) || name.StartsWith('_') || name.StartsWith("x-", StringComparison.Ordinal)
        || name.StartsWith("name_", StringComparison.Ordinal);
}
