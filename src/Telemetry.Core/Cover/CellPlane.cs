using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Cover;

/// <summary>
/// The flat ground of one place: metres east and north of the middle of its box, by the scale there.
/// </summary>
internal readonly struct CellPlane
{
    private readonly Box _box;
    private readonly Vec _middle;
    private readonly Vec _metersPerDegree;

    private CellPlane(Box box)
    {
        _box = box;
        _middle = box.Center;
        _metersPerDegree = Wgs84.MetersPerDegree(_middle.Y);
        SizeM = Vec.Scaled(new Vec(box.MaxX - box.MinX, box.MaxY - box.MinY), _metersPerDegree);
    }

    /// <summary>Width and height of the place's box.</summary>
    public Vec SizeM { get; }

    public Vec DegreesPerMeter => _metersPerDegree.Inverted();

    /// <summary>
    /// The place's box, wider by so much on each side, in degrees. It may go on beyond the 180th meridian.
    /// </summary>
    public Box Around(double marginM)
    {
        var margin = DegreesPerMeter * marginM;
        return new Box(
            _box.MinX - margin.X, _box.MinY - margin.Y, _box.MaxX + margin.X, _box.MaxY + margin.Y);
    }

    /// <summary>A circle around the whole place, wider by so much.</summary>
    public PlaceShape.Disc Circle(double marginM) =>
        new(ToPoint(default), (Math.Sqrt(SizeM.LengthSquared) / 2) + marginM);

    public static CellPlane Of(PlaceShape shape) => new(BoxOf(shape));

    public Vec ToMeters(GeoPoint point) => new(
        Wgs84.ShortWayDeg(point.LongitudeDeg - _middle.X) * _metersPerDegree.X,
        (point.LatitudeDeg - _middle.Y) * _metersPerDegree.Y);

    public GeoPoint ToPoint(Vec meters) => new(
        _middle.Y + (meters.Y / _metersPerDegree.Y),
        Wgs84.ShortWayDeg(_middle.X + (meters.X / _metersPerDegree.X)));

    /// <summary>In degrees; a place on both sides of the 180th meridian has a box that goes on beyond it.</summary>
    private static Box BoxOf(PlaceShape shape)
    {
        if (shape is PlaceShape.Disc disc)
        {
            var reach = Wgs84.MetersPerDegree(disc.Center.LatitudeDeg).Inverted() * disc.RadiusM;
            var center = Vec.Of(disc.Center);
            return Box.Of(center - reach, center + reach);
        }

        var corners = ((PlaceShape.Area)shape).Geometry.Coordinates;
        var firstDeg = corners[0].X;
        var box = Box.Empty;
        foreach (var corner in corners)
            box = box.Including(new Vec(firstDeg + Wgs84.ShortWayDeg(corner.X - firstDeg), corner.Y));
        return box;
    }
}
