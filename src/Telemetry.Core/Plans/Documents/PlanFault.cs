namespace Telemetry.Core.Plans.Documents;

/// <summary>One thing wrong with a plan document.</summary>
/// <param name="FeatureId">The feature's id; <c>#n</c> for the n-th feature of the document, from 1, when it has no
/// usable id; null when the fault is the document's.</param>
/// <param name="Property">A property's name, <c>geometry</c>, or a member of the document.</param>
/// <param name="Code">Stable, one of <see cref="PlanFaultCode"/>.</param>
/// <param name="Reason">What is wrong and what would be right, for a person.</param>
public sealed record PlanFault(string? FeatureId, string Property, string Code, string Reason);
