namespace Telemetry.Core.Geo;

/// <summary>
/// A point or a difference in a plane. In shapes X is the longitude and Y the latitude, both in degrees.
/// </summary>
internal readonly record struct Vec(double X, double Y)
{
    public static Vec Of(GeoPoint point) => new(point.LongitudeDeg, point.LatitudeDeg);

    public GeoPoint ToPoint() => new(Y, X);

    /// <summary>A scale the other way round. No property: a record's text would go on for ever.</summary>
    public Vec Inverted() => new(1 / X, 1 / Y);

    public double LengthSquared => (X * X) + (Y * Y);

    public static Vec operator +(Vec a, Vec b) => new(a.X + b.X, a.Y + b.Y);

    public static Vec operator -(Vec a, Vec b) => new(a.X - b.X, a.Y - b.Y);

    public static Vec operator *(Vec a, double factor) => new(a.X * factor, a.Y * factor);

    public static Vec Scaled(Vec a, Vec factors) => new(a.X * factors.X, a.Y * factors.Y);

    public static double Dot(Vec a, Vec b) => (a.X * b.X) + (a.Y * b.Y);

    public static double Cross(Vec a, Vec b) => (a.X * b.Y) - (a.Y * b.X);
}
