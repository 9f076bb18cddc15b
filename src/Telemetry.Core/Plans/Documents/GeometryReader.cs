using System.Text.Json;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads a feature's GeoJSON geometry (RFC 7946) and lists what is wrong with it.</summary>
internal sealed class GeometryReader(PlanFeature feature)
{
    private const int Wgs84 = 4326;
    private const int ShortestRing = 4;

    private static readonly GeometryFactory Factory = new(new PrecisionModel(), Wgs84);

    private readonly PositionReader _positions = new(feature);

    /// <summary>A Polygon or MultiPolygon that is sound in every way; null after a fault.</summary>
    public Geometry? ReadArea()
    {
        Geometry? read = Open("Polygon", "MultiPolygon") switch
        {
            ("Polygon", var coordinates) => ReadPolygon(coordinates),
            ("MultiPolygon", var coordinates) => ReadMultiPolygon(coordinates),
            _ => null,
        };
        return read is not null && GeometryCheck.Passes(read, _positions) ? read : null;
    }

    /// <summary>Null after a fault.</summary>
    public GeoPoint? ReadPoint()
    {
        if (Open("Point") is not (_, var coordinates))
            return null;
        return _positions.Read(coordinates, coordinates) is { } point ? new GeoPoint(point.Y, point.X) : null;
    }

    private (string Type, JsonElement Coordinates)? Open(params ReadOnlySpan<string> types)
    {
        var wanted = string.Join(" or ", types);
        if (feature.Geometry is not { ValueKind: JsonValueKind.Object } geometry
            || !geometry.TryGetProperty("type", out var typeElement) || !JsonText.TryRead(typeElement, out var type)
            || !types.Contains(type))
        {
            _positions.Fault(PlanFaultCode.WrongGeometry, $"the geometry of a {feature.Type.Name} must be a {wanted}");
            return null;
        }

        if (!geometry.TryGetProperty("coordinates", out var coordinates)
            || coordinates.ValueKind is not JsonValueKind.Array)
        {
            _positions.Fault(PlanFaultCode.BadCoordinates, "the geometry must have an array of `coordinates`");
            return null;
        }

        if (coordinates.GetArrayLength() > 0)
            return (type, coordinates);
        _positions.Fault(PlanFaultCode.EmptyGeometry, $"the {type} is empty");
        return null;
    }

    private MultiPolygon? ReadMultiPolygon(JsonElement coordinates)
    {
        var polygons = new List<Polygon>(coordinates.GetArrayLength());
        foreach (var element in coordinates.EnumerateArray())
        {
            if (ReadPolygon(element) is not { } polygon)
                return null;
            polygons.Add(polygon);
        }

        return Factory.CreateMultiPolygon([.. polygons]);
    }

    private Polygon? ReadPolygon(JsonElement coordinates)
    {
        if (coordinates.ValueKind is not JsonValueKind.Array || coordinates.GetArrayLength() == 0)
        {
            _positions.Fault(PlanFaultCode.EmptyGeometry, "a polygon has no rings");
            return null;
        }

        var rings = new List<LinearRing>(coordinates.GetArrayLength());
        foreach (var element in coordinates.EnumerateArray())
        {
            if (ReadRing(element, rings.Count) is not { } ring)
                return null;
            rings.Add(ring);
        }

        return Factory.CreatePolygon(rings[0], [.. rings.Skip(1)]);
    }

    private LinearRing? ReadRing(JsonElement element, int index)
    {
        if (_positions.ReadAll(element) is not { } ring)
            return null;
        var name = index == 0 ? "the outer ring" : $"hole {index}";
        if (ring.Length == 0)
        {
            _positions.Fault(PlanFaultCode.EmptyGeometry, $"{name} is empty");
        }
        else if (!ring[0].Equals2D(ring[^1]))
        {
            var reason = $"{name} must end with the position it starts with, {GeometryCheck.Show(ring[0])}";
            _positions.Fault(PlanFaultCode.UnclosedRing, reason);
        }
        else if (ring.Length < ShortestRing)
        {
            _positions.Fault(PlanFaultCode.ShortRing, $"{name} must have at least {ShortestRing} positions");
        }
        else
        {
            return Factory.CreateLinearRing(ring);
        }

        return null;
    }
}
