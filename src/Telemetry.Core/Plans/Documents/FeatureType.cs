using System.Collections.Frozen;

namespace Telemetry.Core.Plans.Documents;

/// <summary>What the geometry of a feature must be.</summary>
internal enum GeometryNeed : byte
{
    /// <summary>Null; one that an editor left there is not looked at.</summary>
    None,
    Point,
    Polygon,
    PolygonOrNone,
}

/// <summary>A value of the property <c>type</c>, and the properties that its features may have.</summary>
internal sealed record FeatureType(string Name, GeometryNeed Geometry, params Property[] Properties)
{
    private readonly FrozenSet<string> _names = Properties.Select(property => property.Name).ToFrozenSet();

    public bool Has(string property) => _names.Contains(property);
}
