using NetTopologySuite.Geometries;
using Telemetry.Bench.ZoneIndex;

namespace Telemetry.Bench.Engine;

/// <summary>The city in square parts of some 500 zones, one for each unit.</summary>
internal sealed class Districts(SyntheticCity city)
{
    private const double ZonesEach = 500;

    private readonly int _perSide = Math.Max(1, (int)Math.Round(Math.Sqrt(city.Zones.Count / ZonesEach)));

    public int Count => _perSide * _perSide;

    /// <summary>In metres of the city.</summary>
    public double SizeM => city.SizeDeg / SyntheticCity.DegPerM / _perSide;

    /// <summary>South-western corner in metres of the city.</summary>
    public (double EastM, double NorthM) Origin(int district) =>
        (district % _perSide * SizeM, district / _perSide * SizeM);

    /// <summary>In degrees.</summary>
    public Envelope Bounds(int district)
    {
        var (eastM, northM) = Origin(district);
        var (from, to) = (SyntheticCity.At(eastM, northM), SyntheticCity.At(eastM + SizeM, northM + SizeM));
        return new Envelope(from.LongitudeDeg, to.LongitudeDeg, from.LatitudeDeg, to.LatitudeDeg);
    }
}
