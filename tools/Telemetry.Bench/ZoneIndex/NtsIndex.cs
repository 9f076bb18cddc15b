using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using Telemetry.Core.Geo;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>
/// The same question asked of NetTopologySuite in its fastest way: an STRtree over prepared polygons.
/// </summary>
internal sealed class NtsIndex
{
    private readonly STRtree<int> _tree = new();
    private readonly IPreparedGeometry[] _zones;

    public NtsIndex(IReadOnlyList<Polygon> zones)
    {
        _zones = [.. zones.Select(PreparedGeometryFactory.Prepare)];
        for (var i = 0; i < zones.Count; i++)
            _tree.Insert(zones[i].EnvelopeInternal, i);
        _tree.Build();
    }

    /// <summary>
    /// Replaces the list by the zones that the leg meets. It starts from two fixes, as the index does.
    /// </summary>
    public void Find(GeoPoint from, GeoPoint to, List<int> found)
    {
        found.Clear();
        var leg = new LineString(
        [
            new Coordinate(from.LongitudeDeg, from.LatitudeDeg), new Coordinate(to.LongitudeDeg, to.LatitudeDeg),
        ]);
        foreach (var zone in _tree.Query(leg.EnvelopeInternal))
            if (_zones[zone].Intersects(leg))
                found.Add(zone);
    }
}
