using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

/// <summary>
/// Vincenty's inverse formula (Survey Review 1975): slow, half a millimetre, not for nearly opposite points.
/// </summary>
internal static class Vincenty
{
    private const double A = 6_378_137;
    private const double F = 1 / 298.257223563;
    private const double B = A * (1 - F);
    private const double Rad = Math.PI / 180;

    public static double Meters(GeoPoint from, GeoPoint to)
    {
        var l = (to.LongitudeDeg - from.LongitudeDeg) * Rad;
        var (sinU1, cosU1) = Math.SinCos(Math.Atan((1 - F) * Math.Tan(from.LatitudeDeg * Rad)));
        var (sinU2, cosU2) = Math.SinCos(Math.Atan((1 - F) * Math.Tan(to.LatitudeDeg * Rad)));
        var (lambda, before) = (l, double.NaN);
        var (sinSigma, cosSigma, sigma, cosSqAlpha, cos2M) = (0d, 0d, 0d, 0d, 0d);
        for (var i = 0; i < 200 && !(Math.Abs(lambda - before) < 1e-13); i++)
        {
            before = lambda;
            var (sin, cos) = Math.SinCos(lambda);
            var (x, y) = (cosU2 * sin, (cosU1 * sinU2) - (sinU1 * cosU2 * cos));
            sinSigma = Math.Sqrt((x * x) + (y * y));
            if (sinSigma == 0)
                return 0;
            cosSigma = (sinU1 * sinU2) + (cosU1 * cosU2 * cos);
            sigma = Math.Atan2(sinSigma, cosSigma);
            var sinAlpha = cosU1 * cosU2 * sin / sinSigma;
            cosSqAlpha = 1 - (sinAlpha * sinAlpha);
            cos2M = cosSqAlpha == 0 ? 0 : cosSigma - (2 * sinU1 * sinU2 / cosSqAlpha);
            var c = F / 16 * cosSqAlpha * (4 + (F * (4 - (3 * cosSqAlpha))));
            var ripple = cos2M + (c * cosSigma * (-1 + (2 * cos2M * cos2M)));
            lambda = l + ((1 - c) * F * sinAlpha * (sigma + (c * sinSigma * ripple)));
        }

        var u = cosSqAlpha * ((A * A) - (B * B)) / (B * B);
        var k = 1 + (u / 16384 * (4096 + (u * (-768 + (u * (320 - (175 * u)))))));
        var m = u / 1024 * (256 + (u * (-128 + (u * (74 - (47 * u))))));
        var last = m / 6 * cos2M * (-3 + (4 * sinSigma * sinSigma)) * (-3 + (4 * cos2M * cos2M));
        var correction = m * sinSigma * (cos2M + (m / 4 * ((cosSigma * (-1 + (2 * cos2M * cos2M))) - last)));
        return B * k * (sigma - correction);
    }
}
