using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>
/// The same question asked of NetTopologySuite in its fastest way: an STRtree over prepared polygons.
/// </summary>
internal sealed class NtsIndex
{
    private readonly STRtree<int> _tree = new();
    private readonly IPreparedGeometry[] zones;

    public NtsIndex(IReadOnlyList<Polygon> zones)
    {
        this.zones = [.. zones.Select(PreparedGeometryFactory.Prepare)];
        for (var i = 0; i < zones.Count; i++)
            _tree.Insert(zones[i].EnvelopeInternal, i);
        _tree.Build();
    }

    public int Hits(LineString leg, List<int> found)
    {
        found.Clear();
        foreach (var zone in _tree.Query(leg.EnvelopeInternal))
            if (zones[zone].Intersects(leg))
                found.Add(zone);
        return found.Count;
    }
}
