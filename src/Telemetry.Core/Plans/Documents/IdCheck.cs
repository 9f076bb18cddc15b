namespace Telemetry.Core.Plans.Documents;

/// <summary>Ids that must be there and differ: among places, among areas, among devices, among duty features.</summary>
internal static class IdCheck
{
    public static void CheckPresent(IEnumerable<PlanFeature> features)
    {
        // A bad id has its own fault, and the feature is then called by its number.
        foreach (var feature in features.Where(feature => feature.Id is null && !feature.HasBadId))
        {
            var reason = $"a {feature.Type.Name} must have an id, as property or as member of the feature";
            feature.Fault(PlanVocabulary.Id.Name, PlanFaultCode.MissingProperty, reason);
        }
    }

    public static void CheckDifferent(IEnumerable<PlanFeature> features)
    {
        var seen = new HashSet<string>();
        foreach (var feature in features)
        {
            if (feature.Id is { } id && !seen.Add(id))
            {
                var reason = $"another {feature.Type.Name} has this id";
                feature.Fault(PlanVocabulary.Id.Name, PlanFaultCode.DuplicateId, reason);
            }
        }
    }
}
