namespace Telemetry.Cli.Formats;

/// <summary>What was read from a file or a folder.</summary>
/// <param name="Tracks">Those with at least one fix.</param>
/// <param name="Faults">The first <see cref="TrackLimits.FaultsKept"/> of each file.</param>
/// <param name="FaultCount">All of them.</param>
/// <param name="VoidFixes">Moments at which a receiver said itself that it had no fix.</param>
internal sealed record TrackReadResult(
    IReadOnlyList<Track> Tracks,
    IReadOnlyList<RowFault> Faults,
    long FaultCount,
    long VoidFixes);
