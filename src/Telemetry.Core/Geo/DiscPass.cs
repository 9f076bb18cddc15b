namespace Telemetry.Core.Geo;

/// <summary>When a point that moves evenly is within a radius of the origin; the boundary belongs to it.</summary>
internal readonly record struct DiscPass(double Enter, double Exit)
{
    /// <param name="from">Where it is at 0.</param>
    /// <param name="to">Where it is at 1.</param>
    public static DiscPass? Of(Vec from, Vec to, double radiusM)
    {
        var radiusSquared = radiusM * radiusM;
        var way = to - from;
        var (startsInside, endsInside) = (from.LengthSquared <= radiusSquared, to.LengthSquared <= radiusSquared);
        if (startsInside && endsInside)
            return new DiscPass(0, 1);
        var lengthSquared = way.LengthSquared;
        var cross = Vec.Cross(from, way);
        var chord = (radiusSquared * lengthSquared) - (cross * cross);
        if (!startsInside && !endsInside && (chord < 0 || lengthSquared == 0))
            return null;
        var middle = -Vec.Dot(from, way) / lengthSquared;
        var half = Math.Sqrt(Math.Max(0, chord)) / lengthSquared;
        // The ends decide for themselves: a leg leaves a fix inside if and only if the next one starts there.
        var enter = startsInside ? 0 : middle - half;
        var exit = endsInside ? 1 : middle + half;
        return exit >= 0 && enter <= 1 ? new DiscPass(Math.Clamp(enter, 0, 1), Math.Clamp(exit, 0, 1)) : null;
    }
}
