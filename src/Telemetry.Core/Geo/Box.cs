namespace Telemetry.Core.Geo;

/// <summary>A closed rectangle along the axes.</summary>
internal readonly record struct Box(double MinX, double MinY, double MaxX, double MaxY)
{
    public static readonly Box Empty = new(
        double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);

    public bool IsEmpty => MinX > MaxX || MinY > MaxY;

    public Vec Center => new((MinX + MaxX) / 2, (MinY + MaxY) / 2);

    public static Box Of(Vec a, Vec b) =>
        new(Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));

    public Box Including(Vec v) =>
        new(Math.Min(MinX, v.X), Math.Min(MinY, v.Y), Math.Max(MaxX, v.X), Math.Max(MaxY, v.Y));

    public Box Including(Box other) => new(
        Math.Min(MinX, other.MinX), Math.Min(MinY, other.MinY),
        Math.Max(MaxX, other.MaxX), Math.Max(MaxY, other.MaxY));

    public bool Meets(Box other) =>
        MinX <= other.MaxX && other.MinX <= MaxX && MinY <= other.MaxY && other.MinY <= MaxY;

    public bool Contains(Box other) =>
        MinX <= other.MinX && MinY <= other.MinY && MaxX >= other.MaxX && MaxY >= other.MaxY;
}
