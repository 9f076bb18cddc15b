using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Keeps the first faults that are found and counts all; lists them by feature.</summary>
internal sealed class FaultList
{
    private readonly List<(int FeatureNumber, PlanFault Fault)> _listed = [];

    public int Count { get; private set; }

    /// <summary>Reasons of further faults are read by nobody and not worth work.</summary>
    public bool IsFull => _listed.Count >= Limits.PlanFaultsListed;

    public ImmutableArray<PlanFault> Listed =>
        [.. _listed.OrderBy(listed => listed.FeatureNumber).Select(listed => listed.Fault)];

    /// <param name="featureNumber">From 1; 0 for the document.</param>
    public void Add(int featureNumber, string? featureId, string property, string code, string reason)
    {
        Count++;
        if (!IsFull)
            _listed.Add((featureNumber, new(featureId, property, code, reason)));
    }
}
