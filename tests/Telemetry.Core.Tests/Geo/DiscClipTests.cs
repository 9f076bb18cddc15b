using CsCheck;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

public sealed class DiscClipTests
{
    private const double RadiusM = 50;
    private const double X = 121.5;
    private const double Y = 31.2;
    private const double DegPerM = 1 / 111_195.0;

    private static readonly Gen<GeoPoint> Around = Grid.Points(Y - 0.001, Y + 0.001, X - 0.001, X + 0.001);

    [Fact]
    public void Clip_ThroughTheMiddle_IsADiameterLong()
    {
        var (west, east) = (new GeoPoint(Y, X - 0.001), new GeoPoint(Y, X + 0.001));
        var hit = Assert.Single(Shapes.Post(X, Y, RadiusM).Hits(west.LongitudeDeg, Y, east.LongitudeDeg, Y));
        Assert.Equal(2 * RadiusM, (hit.Exit - hit.Enter) * GeoDistance.Meters(west, east), 1e-4);
        Assert.Equal(1, hit.Enter + hit.Exit, 1e-9);
    }

    [Theory]
    [InlineData(49.9, true)]
    [InlineData(50.1, false)]
    public void Clip_PassingBy_HitsWithinTheRadius(double asideM, bool hits)
    {
        var latitudeDeg = Y + (asideM / Wgs84.MetersPerDegree(Y).Y);
        var found = Shapes.Post(X, Y, RadiusM).Hits(X - 0.001, latitudeDeg, X + 0.001, latitudeDeg);
        Assert.Equal(hits, found.Length == 1);
    }

    [Theory]
    [InlineData(10, "0-1")]
    [InlineData(60, "")]
    public void Clip_Standing_IsInsideForTheWholeLegOrNot(double northM, string ways)
    {
        var latitudeDeg = Y + (northM * DegPerM);
        Assert.Equal(ways, Shapes.Post(X, Y, RadiusM).Hits(X, latitudeDeg, X, latitudeDeg).Ways());
    }

    [Fact]
    public void Clip_RandomLegs_AgreesWithFineSampling() => Gen.Select(Around, Around).Sample((from, to) =>
    {
        const int samples = 2_000;
        var hits = PlaceIndex.Build([Shapes.Post(X, Y, RadiusM)]).Hits(from, to);
        var inside = Enumerable.Range(0, samples + 1).Select(i => i / (double)samples).Where(t => Vincenty.Meters(
            new GeoPoint(Y, X),
            new GeoPoint(
                from.LatitudeDeg + (t * (to.LatitudeDeg - from.LatitudeDeg)),
                from.LongitudeDeg + (t * (to.LongitudeDeg - from.LongitudeDeg)))) <= RadiusM).ToArray();
        Assert.InRange(hits.Length, inside.Length > 0 ? 1 : 0, 1);
        if (inside.Length > 0)
        {
            // The plane's scale is that of the centre: a few parts in a million off at the rim.
            Assert.Equal(inside[0], hits[0].Enter, 1.1 / samples);
            Assert.Equal(inside[^1], hits[0].Exit, 1.1 / samples);
        }
    });
}
