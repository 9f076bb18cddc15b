using Telemetry.Core;

namespace Telemetry.Cli.Simulation;

/// <summary>What is simulated. The same options give the same reports, to the last bit.</summary>
/// <param name="Devices">Null: the plan's roster. More than the roster adds devices of its own that are always on
/// duty.</param>
/// <param name="Period">Between two fixes of a device.</param>
internal sealed record SimulationOptions(
    ulong Seed, long FromUs, long ToUs, TimeSpan Period, int? Devices, FaultOptions Faults)
{
    private const long LongestBeatUs = TimeUs.PerSecond;

    /// <summary>
    /// How finely devices walk: every second, or every fix where these are closer; a fix falls on each n-th beat.
    /// </summary>
    public (long BeatUs, int BeatsPerFix) Pulse
    {
        get
        {
            var periodUs = TimeUs.Of(Period);
            var beats = (periodUs + LongestBeatUs - 1) / LongestBeatUs;
            return (periodUs / beats, (int)beats);
        }
    }
}
