using CsCheck;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

/// <summary>
/// Random numbers as positions have them: evenly spread, never as small as CsCheck likes its doubles.
/// </summary>
internal static class Grid
{
    private const int Steps = 1 << 30;

    public static Gen<double> Between(double low, double high) =>
        Gen.Int[0, Steps].Select(n => low + ((high - low) * n / Steps));

    public static Gen<GeoPoint> Points(double south, double north, double west, double east) =>
        Gen.Select(Between(south, north), Between(west, east), (lat, lon) => new GeoPoint(lat, lon));

    public static Gen<Coordinate> Plane(double size) =>
        Gen.Select(Between(0, size), Between(0, size), (x, y) => new Coordinate(x, y));

    public static Gen<Coordinate> Lattice(int size) =>
        Gen.Select(Gen.Int[0, size], Gen.Int[0, size], (x, y) => new Coordinate(x, y));
}
