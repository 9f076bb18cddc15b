using Telemetry.Core;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// A disc in which devices are silent for a part of the night: a mast that is down, a cellar bar, a crowd's phones.
/// </summary>
internal readonly record struct DeadZone(Offset Center, double RadiusM, TimeRange Hours)
{
    private const double MinRadiusM = 20;
    private const double MaxRadiusM = 45;
    private const double MinShareOfNight = 0.15;
    private const double MaxShareOfNight = 0.35;

    public bool Silences(Offset at, long nowUs) => Hours.Contains(nowUs) && (at - Center).LengthM <= RadiusM;

    public static IReadOnlyList<DeadZone> Around(Beat beat, int count, TimeRange night, SeededRandom random) =>
        [.. Enumerable.Range(0, count).Select(_ => One(beat, night, random))];

    private static DeadZone One(Beat beat, TimeRange night, SeededRandom random)
    {
        var length = night.Length * random.Between(MinShareOfNight, MaxShareOfNight);
        var startUs = night.StartUs + TimeUs.Of((night.Length - length) * random.NextDouble());
        return new DeadZone(
            beat.Any(random).Center,
            random.Between(MinRadiusM, MaxRadiusM),
            new TimeRange(startUs, startUs + TimeUs.Of(length)));
    }
}
