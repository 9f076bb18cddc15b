using CsCheck;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

public sealed class DatumTests
{
    private const double MillimetreM = 0.001;

    private static readonly Gen<GeoPoint> InChina = Grid.Points(18, 53, 74, 134);

    [Fact]
    public void FromWgs84_PublishedPoint_GivesPublishedGcj02()
    {
        var shifted = Datum.Gcj02.FromWgs84(new GeoPoint(31.1774276, 121.5272106));
        Assert.Equal(31.17530398364597, shifted.LatitudeDeg, 1e-12);
        Assert.Equal(121.531541859215, shifted.LongitudeDeg, 1e-12);
    }

    [Theory]
    [InlineData(Datum.Wgs84)]
    [InlineData(Datum.Gcj02)]
    [InlineData(Datum.Bd09)]
    public void ToWgs84_OfFromWgs84_IsTheSamePoint(Datum datum) => InChina.Sample(point =>
        Assert.InRange(GeoDistance.Meters(point, datum.ToWgs84(datum.FromWgs84(point))), 0, MillimetreM));

    [Theory]
    [InlineData(51.5, -0.12)]
    [InlineData(-33.9, 151.2)]
    [InlineData(35.7, 139.7)]
    public void FromWgs84_OutsideChina_Gcj02IsWgs84(double latitudeDeg, double longitudeDeg)
    {
        var point = new GeoPoint(latitudeDeg, longitudeDeg);
        Assert.Equal(point, Datum.Gcj02.FromWgs84(point));
        Assert.Equal(point, Datum.Gcj02.ToWgs84(point));
    }

    [Fact]
    public void FromWgs84_InChina_Bd09IsAKilometreOff() => InChina.Sample(point =>
        Assert.InRange(GeoDistance.Meters(point, Datum.Bd09.FromWgs84(point)), 200, 3_000));
}
