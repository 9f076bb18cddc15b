using Telemetry.Core.Gaps;
using Telemetry.Core.Visits;

namespace Telemetry.Server.Aggregation;

/// <summary>What an engine knew at one moment beyond the ledger's last cut.</summary>
/// <param name="CutUs">When that cut was recorded.</param>
/// <param name="Removed">Presences of the cut that are not so any more.</param>
/// <param name="Added">Presences that the cut does not hold, those under way among them.</param>
/// <param name="RulesInForce">Since when each rule is in force as it is now.</param>
internal sealed record EngineView(
    long CutUs,
    long WatermarkUs,
    IReadOnlyList<Presence> Removed,
    IReadOnlyList<Presence> Added,
    IReadOnlyDictionary<(GapKind Kind, string SubjectId), long> RulesInForce);
