using Telemetry.Core.Geo;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>
/// Devices that wander through a city at 5 m/s with a fix a second, as many to the zone in every city.
/// </summary>
internal static class RandomWalk
{
    /// <summary>A device's reports come in batches of about this many.</summary>
    public const int LegsPerDevice = 64;

    private const int ZonesPerDevice = 5;
    private const double StepDeg = 5 * SyntheticCity.DegPerM;
    private const double TurnRad = 0.5;

    public static GeoPoint[][] Through(SyntheticCity city, int seed)
    {
        var random = new Random(seed);
        var devices = Enumerable.Range(0, city.Zones.Count / ZonesPerDevice);
        return [.. devices.Select(_ => Track(city.PointIn(random), random))];
    }

    private static GeoPoint[] Track(GeoPoint start, Random random)
    {
        var track = new GeoPoint[LegsPerDevice + 1];
        var heading = 2 * Math.PI * random.NextDouble();
        track[0] = start;
        for (var i = 1; i < track.Length; i++)
        {
            heading += TurnRad * ((2 * random.NextDouble()) - 1);
            var (sin, cos) = Math.SinCos(heading);
            var (latitudeDeg, longitudeDeg) = track[i - 1];
            track[i] = new GeoPoint(latitudeDeg + (StepDeg * cos), longitudeDeg + (StepDeg * sin));
        }

        return track;
    }
}
