namespace Telemetry.Cli.Simulation;

/// <summary>What is simulated. The same options give the same reports, to the last bit.</summary>
/// <param name="Devices">Null: the plan's roster. More than the roster adds devices of its own that are always on
/// duty.</param>
/// <param name="Period">Between two fixes of a device.</param>
internal sealed record SimulationOptions(
    ulong Seed, long FromUs, long ToUs, TimeSpan Period, int? Devices, FaultOptions Faults);
