namespace Telemetry.Core.Geo;

/// <summary>Undoes a smooth, small shift of positions.</summary>
internal static class Inverse
{
    /// <summary>A hundredth of a millimetre, in degrees of latitude.</summary>
    private const double ToleranceDeg = 1e-10;

    /// <summary>Each round divides the error by at least twenty; some hundred metres need seven.</summary>
    private const int MaxRounds = 20;

    /// <summary>The point that <paramref name="shift"/> brings to <paramref name="shifted"/>.</summary>
    public static GeoPoint Of(Func<GeoPoint, GeoPoint> shift, GeoPoint shifted)
    {
        var (target, guess) = (Vec.Of(shifted), Vec.Of(shifted));
        for (var round = 0; round < MaxRounds; round++)
        {
            var missed = target - Vec.Of(shift(guess.ToPoint()));
            guess += missed;
            if (missed.LengthSquared < ToleranceDeg * ToleranceDeg)
                break;
        }

        return guess.ToPoint();
    }
}
