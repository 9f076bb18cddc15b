namespace Telemetry.Cli.Simulation;

/// <summary>What goes wrong between a device and the server. All of it off by default.</summary>
/// <param name="LossShare">Reports that never arrive, 0 to 1.</param>
/// <param name="Delay">Longest delay of any report.</param>
/// <param name="ReorderShare">Reports that are held back for some seconds more, so that others overtake them.</param>
/// <param name="DuplicateShare">Reports that are sent twice.</param>
/// <param name="NoiseM">Standard deviation of the position per axis, in metres.</param>
/// <param name="JumpShare">Fixes that are thrown some hundred metres off.</param>
/// <param name="ClockSkew">Largest error of a device's clock; each device has its own, constant.</param>
/// <param name="DeadZones">Discs around places in which nothing is fixed or sent for a part of the time.</param>
internal sealed record FaultOptions(
    double LossShare,
    TimeSpan Delay,
    double ReorderShare,
    double DuplicateShare,
    double NoiseM,
    double JumpShare,
    TimeSpan ClockSkew,
    int DeadZones)
{
    public static readonly FaultOptions None = new(0, TimeSpan.Zero, 0, 0, 0, 0, TimeSpan.Zero, 0);
}
