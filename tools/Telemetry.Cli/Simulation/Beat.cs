using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Simulation;

/// <summary>
/// The squad's stops, and who goes where next: mostly to where it is most needed, sometimes to where it pleases.
/// </summary>
internal sealed class Beat(IReadOnlyList<Stop> stops)
{
    // Chance that a patrol follows its nose, not the need.
    private const double Wandering = 0.45;

    // A stop this far off, in seconds of travel, is half as attractive as one near by.
    private const double HalfwaySeconds = 90;

    public Stop? Choose(DeviceKind kind, Offset from, double speedMps, long nowUs, SeededRandom random)
    {
        var open = stops.Where(stop => !stop.IsTaken && stop.Accepts(kind)).ToList();
        if (open.Count == 0)
            return null;
        if (random.Chance(Wandering))
            return open[random.Below(open.Count)];
        return open.MaxBy(stop =>
        {
            var travelSeconds = (stop.Center - from).LengthM / speedMps;
            return stop.UrgencyAt(nowUs) * random.Between(0.7, 1.3) / (1 + (travelSeconds / HalfwaySeconds));
        });
    }

    public Stop Any(SeededRandom random) => stops[random.Below(stops.Count)];
}
