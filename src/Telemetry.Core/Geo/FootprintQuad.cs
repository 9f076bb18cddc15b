namespace Telemetry.Core.Geo;

/// <summary>
/// A convex quadrilateral, corners counter-clockwise. A footprint has them in metres from the point below the drone,
/// X east and Y north.
/// </summary>
internal readonly record struct FootprintQuad(Vec A, Vec B, Vec C, Vec D)
{
    public const int Corners = 4;

    public Vec this[int corner] => corner switch
    {
        0 => A,
        1 => B,
        2 => C,
        _ => D,
    };

    public Box Bounds => Box.Of(A, C).Including(Box.Of(B, D));

    /// <summary>Factors must be positive, or the corners would turn the other way.</summary>
    public FootprintQuad Scaled(Vec factors) => new(
        Vec.Scaled(A, factors), Vec.Scaled(B, factors), Vec.Scaled(C, factors), Vec.Scaled(D, factors));

    public FootprintQuad MovedBy(Vec way) => new(A + way, B + way, C + way, D + way);

    /// <summary>A footprint in metres as it lies on the map, in degrees, below a drone.</summary>
    public FootprintQuad Below(GeoPoint drone) =>
        Scaled(Wgs84.MetersPerDegree(drone.LatitudeDeg).Inverted()).MovedBy(Vec.Of(drone));

    /// <summary>Points away from the inside, square to the side that starts at this corner, as long as it.</summary>
    public Vec Outward(int side)
    {
        var edge = this[(side + 1) % Corners] - this[side];
        return new Vec(edge.Y, -edge.X);
    }

    /// <summary>Whether the point is inside or on a side.</summary>
    public bool Covers(Vec point)
    {
        for (var side = 0; side < Corners; side++)
        {
            if (Vec.Dot(Outward(side), point - this[side]) > 0)
                return false;
        }

        return true;
    }
}
