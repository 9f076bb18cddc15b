using CsCheck;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

public sealed class GeoDistanceTests
{
    private static readonly Gen<GeoPoint> Anywhere =
        Grid.Points(-69, 69, -180, 180);

    private static readonly Gen<double> Offset = Grid.Between(-0.49, 0.49);

    [Theory]
    [InlineData(0, 0, 0, 1, 111_319.491)] // a degree of the equator: a·π/180
    [InlineData(0, 179.9, 0, -179.9, 22_263.898)]
    [InlineData(0, 0, 90, 0, 10_001_965.729)] // the meridian's quadrant
    [InlineData(-37.951033417, 144.424867889, -37.652821139, 143.926495528, 54_972.271)] // a surveyors' standard line
    public void Meters_KnownLines_WithinDocumentedError(
        double lat1, double lon1, double lat2, double lon2, double meters)
    {
        var found = GeoDistance.Meters(new GeoPoint(lat1, lon1), new GeoPoint(lat2, lon2));
        Assert.InRange(found / meters, 1 - 1e-5, 1 + 1e-5);
    }

    [Fact]
    public void Meters_ShortLines_AgreeWithVincenty() => Gen.Select(Anywhere, Offset, Offset).Sample(
        (a, north, east) =>
        {
            var b = new GeoPoint(a.LatitudeDeg + north, Math.Clamp(a.LongitudeDeg + east, -180, 180));
            var exact = Vincenty.Meters(a, b);
            Assert.InRange(GeoDistance.Meters(a, b), exact * (1 - 1e-5), exact * (1 + 1e-5));
        });

    [Fact]
    public void Meters_LongLines_AgreeWithVincenty() => Gen.Select(Anywhere, Anywhere).Sample((a, b) =>
    {
        var exact = Vincenty.Meters(a, b);
        if (exact < 15_000_000)
            Assert.InRange(GeoDistance.Meters(a, b), exact * (1 - 1e-4), exact * (1 + 1e-4));
    });

    [Fact]
    public void Meters_SamePoint_IsZero() => Assert.Equal(0, GeoDistance.Meters(new(10, 20), new(10, 20)));
}
