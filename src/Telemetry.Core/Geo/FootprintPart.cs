namespace Telemetry.Core.Geo;

/// <summary>The part of a leg, from 0 to 1, on which several linear conditions hold together.</summary>
internal struct FootprintPart()
{
    public double Enter { get; private set; }

    public double Exit { get; private set; } = 1;

    public readonly bool IsEmpty => Enter > Exit;

    /// <summary>Keeps where <paramref name="start"/> + <paramref name="slope"/> × fraction is at most 0.</summary>
    public void KeepNonPositive(double start, double slope)
    {
        if (slope > 0)
            Exit = Math.Min(Exit, -start / slope);
        else if (slope < 0)
            Enter = Math.Max(Enter, -start / slope);
        else if (start > 0)
            Exit = double.NegativeInfinity;
    }

    /// <summary>Keeps where a point that starts here and moves so is in a convex quadrilateral.</summary>
    public void KeepInside(in FootprintQuad quad, Vec from, Vec way)
    {
        for (var side = 0; side < FootprintQuad.Corners; side++)
        {
            var outward = quad.Outward(side);
            KeepNonPositive(Vec.Dot(outward, from - quad[side]), Vec.Dot(outward, way));
        }
    }
}
