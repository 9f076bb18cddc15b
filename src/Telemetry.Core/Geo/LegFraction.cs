namespace Telemetry.Core.Geo;

/// <summary>How far along the leg from a to b something is met, 0…1.</summary>
internal static class LegFraction
{
    /// <summary>
    /// Below this ratio of the determinants to their terms, rounding could show in the twelfth digit.
    /// </summary>
    private const double Conditioned = 1e-3;

    /// <summary>Where the line through p and q cuts the leg; the leg is known to cross it.</summary>
    public static double OfCrossing(Vec a, Vec b, Vec p, Vec q)
    {
        var edge = q - p;
        var (fromA, fromB) = (a - p, b - p);
        var (leftA, rightA) = (edge.X * fromA.Y, edge.Y * fromA.X);
        var (leftB, rightB) = (edge.X * fromB.Y, edge.Y * fromB.X);
        var areaA = leftA - rightA;
        var areas = areaA - (leftB - rightB);
        var terms = Math.Abs(leftA) + Math.Abs(rightA) + Math.Abs(leftB) + Math.Abs(rightB);
        return Math.Abs(areas) > Conditioned * terms
            ? Math.Clamp(areaA / areas, 0, 1)
            : OfFlatCrossing(a, b, p, q);
    }

    /// <summary>Where the leg passes a point that lies on it.</summary>
    public static double OfPoint(Vec a, Vec b, Vec point)
    {
        var leg = b - a;
        return Math.Clamp(Vec.Dot(point - a, leg) / leg.LengthSquared, 0, 1);
    }

    private static double OfFlatCrossing(Vec a, Vec b, Vec p, Vec q)
    {
        var areaA = Side.Exactly(p, q, a);
        var areas = areaA - Side.Exactly(p, q, b);
        return Math.Clamp((areaA / areas).ToDoubleValue(), 0, 1);
    }
}
