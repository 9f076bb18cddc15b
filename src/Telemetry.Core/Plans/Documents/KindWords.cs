using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Kinds of device as a document writes them.</summary>
internal static class KindWords
{
    public const string Known = "bike, drone, car or handset";

    public static DeviceKind? ReadKind(PlanFeature feature)
    {
        if (feature.ReadText(PlanVocabulary.Kind) is not { } word)
            return null;
        if (Find(word) is { } kind)
            return kind;
        Refuse(feature, PlanVocabulary.Kind.Name, word);
        return null;
    }

    /// <summary>Null when absent or faulty.</summary>
    public static DeviceKinds? ReadSet(PlanFeature feature, Property.Words property)
    {
        if (feature.ReadWords(property) is not { } words)
            return null;
        if (words is [PlanVocabulary.AnyKind])
            return DeviceKinds.Any;
        var kinds = new List<DeviceKind>();
        foreach (var word in words)
        {
            if (Find(word) is not { } kind)
            {
                Refuse(feature, property.Name, word);
                return null;
            }

            kinds.Add(kind);
        }

        return DeviceKinds.Of([.. kinds]);
    }

    private static DeviceKind? Find(string word) => word switch
    {
        "bike" => DeviceKind.Bike,
        "drone" => DeviceKind.Drone,
        "car" => DeviceKind.Car,
        "handset" => DeviceKind.Handset,
        _ => null,
    };

    private static void Refuse(PlanFeature feature, string property, string word)
    {
        var shown = word.Length <= Limits.IdLength ? $", not `{word}`" : "";
        feature.Fault(property, PlanFaultCode.UnknownKind, $"must be {Known}{shown}");
    }
}
