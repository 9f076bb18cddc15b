using NetTopologySuite.Mathematics;

namespace Telemetry.Core.Geo;

/// <summary>
/// On which side of a directed line a point lies, exactly. A plain determinant decides when it is larger than its own
/// rounding error can be; only the few others are taken again in NetTopologySuite's double-double arithmetic.
/// </summary>
internal static class Side
{
    /// <summary>
    /// (3 + 16u)u with u = 2⁻⁵³, the first bound of Shewchuk's "Adaptive Precision Floating-Point Arithmetic and Fast
    /// Robust Geometric Predicates" (1997): a determinant larger than this times the sum of its terms has a sure sign.
    /// </summary>
    public const double ErrorBound = 3.3306690738754716e-16;

    /// <summary>
    /// +1 when <paramref name="c"/> is left of the line from a to b, −1 when right, 0 when exactly on it.
    /// </summary>
    public static int Of(Vec a, Vec b, Vec c)
    {
        var left = (a.X - c.X) * (b.Y - c.Y);
        var right = (a.Y - c.Y) * (b.X - c.X);
        var det = left - right;
        return Math.Abs(det) > ErrorBound * (Math.Abs(left) + Math.Abs(right))
            ? Math.Sign(det)
            : NetTopologySuite.Algorithm.CGAlgorithmsDD.OrientationIndex(a.X, a.Y, b.X, b.Y, c.X, c.Y);
    }

    /// <summary>Twice the signed area of the triangle (a, b, c), to 106 bits.</summary>
    public static DD Exactly(Vec a, Vec b, Vec c)
    {
        var left = (new DD(a.X) - new DD(c.X)) * (new DD(b.Y) - new DD(c.Y));
        var right = (new DD(a.Y) - new DD(c.Y)) * (new DD(b.X) - new DD(c.X));
        return left - right;
    }
}
