using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads <c>fence</c> features.</summary>
internal sealed class FenceReader(RuleReader rules, DutySchedule planDuty, IEnumerable<PlanFeature> devices)
{
    private readonly HashSet<string> _units =
        [.. devices.Select(device => device.PeekText(PlanVocabulary.Unit)).OfType<string>()];

    /// <summary>Null when the feature lacks what makes it a fence; every fault is listed.</summary>
    public Place? Read(PlanFeature feature)
    {
        var name = feature.ReadText(PlanVocabulary.Name);
        var weight = feature.ReadNumber(PlanVocabulary.Weight) ?? 1;
        var kind = ReadKind(feature);
        var ceilingM = ReadCeiling(feature, kind);
        var unit = ReadUnit(feature);
        var kinds = KindWords.ReadSet(feature, PlanVocabulary.Kinds) ?? DeviceKinds.Any;
        var duty = rules.ReadDuty(feature) ?? planDuty;
        if (new GeometryReader(feature).ReadArea() is not { } area || kind is null || feature.Id is not { } id)
            return null;
        var shape = new PlaceShape.Area(area);
        ImmutableArray<PlaceRule> rule = [new FenceRule(id, kind.Value, ceilingM, unit, kinds, duty)];
        return new(
            Place.FencePrefix + id, name ?? id, PlaceKind.Fence, shape, null, weight, rule, ShapeDigest.Of(shape));
    }

    private static FenceKind? ReadKind(PlanFeature feature) => feature.ReadChoice(PlanVocabulary.Fence) switch
    {
        "keep_in" => FenceKind.KeepIn,
        "keep_out" => FenceKind.KeepOut,
        "ceiling" => FenceKind.Ceiling,
        _ => null,
    };

    private static double? ReadCeiling(PlanFeature feature, FenceKind? kind)
    {
        var property = PlanVocabulary.CeilingM;
        var isWritten = feature.Has(property);
        var ceilingM = feature.ReadNumber(property);
        if (kind == FenceKind.Ceiling && !isWritten)
            feature.Fault(property.Name, PlanFaultCode.MissingProperty, $"a ceiling must have `{property.Name}`");
        if (kind is FenceKind.KeepIn or FenceKind.KeepOut && isWritten)
        {
            const string Reason = "only a ceiling has a height; a keep-in or keep-out holds at every height";
            feature.Fault(property.Name, PlanFaultCode.ContradictoryRule, Reason);
        }

        return ceilingM;
    }

    private string? ReadUnit(PlanFeature feature)
    {
        if (feature.ReadText(PlanVocabulary.Unit, Limits.IdLength) is not { Length: > 0 } unit)
            return null;
        if (_units.Contains(unit))
            return unit;
        var reason = $"no device is of the unit `{unit}`{feature.Hint(unit, _units)}";
        feature.Fault(PlanVocabulary.Unit.Name, PlanFaultCode.UnknownUnit, reason);
        return null;
    }
}
