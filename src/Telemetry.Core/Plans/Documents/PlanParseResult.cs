using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>A plan, or all that is wrong with its document.</summary>
/// <param name="Plan">Null when there is any fault.</param>
/// <param name="Faults">At most <see cref="Limits.PlanFaultsListed"/>: first the document's, then by feature.</param>
/// <param name="FaultCount">All faults, the unlisted ones included.</param>
/// <param name="PlaceCount">Zones and posts found, faulty ones included.</param>
/// <param name="DeviceCount">Devices found, faulty ones included.</param>
public sealed record PlanParseResult(
    Plan? Plan, ImmutableArray<PlanFault> Faults, int FaultCount, int PlaceCount, int DeviceCount);
