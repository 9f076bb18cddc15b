using CsCheck;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Geo;

/// <summary>The way by way of a place: what a silent device must have gone to be there.</summary>
public sealed class DetourTests
{
    private const double Side = 0.01;
    private const int SamplesPerSide = 400;

    private static readonly GeoPoint Corner = new(31.22, 121.49);

    private static readonly PlaceDistance Square = new(Shapes.Zone(
        "POLYGON((121.49 31.22,121.50 31.22,121.50 31.23,121.49 31.23,121.49 31.22))").Shape);

    private static readonly PlaceDistance Disc = new(new PlaceShape.Disc(Corner, 300));

    private static readonly Gen<GeoPoint> Near = Grid.Points(31.19, 31.26, 121.46, 121.53);

    [Fact]
    public void DetourM_AnyTwoPoints_IsTheBestOfAllPointsOfTheSquare() => Gen.Select(Near, Near).Sample(
        (from, to) =>
        {
            var best = Inside(from) || Inside(to)
                ? GeoDistance.Meters(from, to)
                : Boundary().Min(via => By(from, via, to));
            Assert.InRange(Square.DetourM(from, to), (best * 0.997) - 3, best);
        },
        iter: 300);

    [Fact]
    public void DetourM_AnyTwoPoints_IsTheBestOfAllPointsOfTheDisc() => Gen.Select(Near, Near).Sample(
        (from, to) =>
        {
            var scale = Wgs84.MetersPerDegree(Corner.LatitudeDeg);
            var rim = Enumerable.Range(0, 3_600).Select(i => Math.Tau * i / 3_600).Select(angle => new GeoPoint(
                Corner.LatitudeDeg + (300 * Math.Sin(angle) / scale.Y),
                Corner.LongitudeDeg + (300 * Math.Cos(angle) / scale.X)));
            var isInside = GeoDistance.Meters(from, Corner) <= 300 || GeoDistance.Meters(to, Corner) <= 300;
            var best = isInside ? GeoDistance.Meters(from, to) : rim.Min(via => By(from, via, to));
            Assert.InRange(Disc.DetourM(from, to), (best * 0.997) - 1, best);
        },
        iter: 300);

    private static bool Inside(GeoPoint point) =>
        point.LatitudeDeg >= Corner.LatitudeDeg && point.LatitudeDeg <= Corner.LatitudeDeg + Side
        && point.LongitudeDeg >= Corner.LongitudeDeg && point.LongitudeDeg <= Corner.LongitudeDeg + Side;

    private static double By(GeoPoint from, GeoPoint via, GeoPoint to) =>
        GeoDistance.Meters(from, via) + GeoDistance.Meters(via, to);

    private static IEnumerable<GeoPoint> Boundary()
    {
        for (var i = 0; i <= SamplesPerSide; i++)
        {
            var along = Side * i / SamplesPerSide;
            yield return new GeoPoint(Corner.LatitudeDeg, Corner.LongitudeDeg + along);
            yield return new GeoPoint(Corner.LatitudeDeg + Side, Corner.LongitudeDeg + along);
            yield return new GeoPoint(Corner.LatitudeDeg + along, Corner.LongitudeDeg);
            yield return new GeoPoint(Corner.LatitudeDeg + along, Corner.LongitudeDeg + Side);
        }
    }
}
