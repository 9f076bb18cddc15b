using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>
/// What must go into the ledger together, so that it always shows one moment of the engine: the presences that changed
/// since the last commit, and the state from which to go on.
/// </summary>
public sealed record EngineCommit(
    IReadOnlyList<Presence> Removed, IReadOnlyList<Presence> Added, long WatermarkUs, byte[] State);
