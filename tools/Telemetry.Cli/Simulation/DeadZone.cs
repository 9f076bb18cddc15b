namespace Telemetry.Cli.Simulation;

/// <summary>A disc in which devices are silent: an underpass, a cellar, a roofed market.</summary>
internal readonly record struct DeadZone(Offset Center, double RadiusM)
{
    private const double MinRadiusM = 45;
    private const double MaxRadiusM = 80;

    public bool Contains(Offset at) => (at - Center).LengthM <= RadiusM;

    public static IReadOnlyList<DeadZone> Around(Beat beat, int count, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => new DeadZone(beat.Any(random).Center, random.Between(MinRadiusM, MaxRadiusM)))];
}
