using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Keeps the first faults that are found and counts all; lists them by feature.</summary>
internal sealed class FaultList
{
    private readonly List<(int FeatureNumber, PlanFault Fault)> _listed = [];

    public int Count { get; private set; }

    public ImmutableArray<PlanFault> Listed =>
        [.. _listed.OrderBy(listed => listed.FeatureNumber).Select(listed => listed.Fault)];

    /// <param name="featureNumber">From 1; 0 for the document.</param>
    public void Add(int featureNumber, string? featureId, string property, string code, string reason)
    {
        Count++;
        if (_listed.Count < Limits.PlanFaultsListed)
            _listed.Add((featureNumber, new(featureId, property, code, reason)));
    }
}
