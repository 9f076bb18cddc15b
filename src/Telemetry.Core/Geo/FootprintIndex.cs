using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>
/// The places of one plan version at which a drone is present where its camera looks. Its buffers make it a thing for
/// one thread at a time.
/// </summary>
internal sealed class FootprintIndex
{
    private const double TurnDeg = 360;

    private readonly STRtree<int> _boxes = new();
    private readonly int[] _ordinals;
    private readonly FootprintClip _clip;
    private readonly List<double> _turnsDeg = [];
    private readonly List<int> _near = [];

    /// <param name="places">Everything that legs are laid over; hits name places by their ordinal in this list.</param>
    public FootprintIndex(IReadOnlyList<Place> places)
    {
        _ordinals = [.. Enumerable.Range(0, places.Count).Where(i => places[i].Drones.Mode == DroneMode.Camera)];
        var table = PlaceTable.Of([.. _ordinals.Select(i => places[i])]);
        _clip = new FootprintClip(table);
        for (var i = 0; i < table.Count; i++)
        {
            var box = table.Bounds(i);
            _boxes.Insert(new Envelope(box.MinX, box.MaxX, box.MinY, box.MaxY), i);
        }

        _boxes.Build();
    }

    public bool IsEmpty => _ordinals.Length == 0;

    /// <summary>
    /// Replaces the buffer's content by the places that the footprint meets while it is carried along the leg, by
    /// place, then along the way. Places are closed, and so is the footprint.
    /// </summary>
    public void Clip(GeoPoint from, GeoPoint to, in FootprintQuad footprint, LegHits hits)
    {
        hits.Clear();
        if (IsEmpty)
            return;
        var quad = footprint.Scaled(Wgs84.MetersPerDegree(from.LatitudeDeg).Inverse).MovedBy(Vec.Of(from));
        var way = new Vec(
            Wgs84.ShortWayDeg(to.LongitudeDeg - from.LongitudeDeg), to.LatitudeDeg - from.LatitudeDeg);
        FindNear(quad.Bounds.Including(quad.MovedBy(way).Bounds));
        foreach (var place in _near)
            _clip.Clip(place, _ordinals[place], quad, way, CollectionsMarshal.AsSpan(_turnsDeg), hits);
    }

    /// <summary>Near the 180th meridian a footprint is on both edges of the map.</summary>
    private void FindNear(Box swept)
    {
        _turnsDeg.Clear();
        _near.Clear();
        for (var turnDeg = -TurnDeg; turnDeg <= TurnDeg; turnDeg += TurnDeg)
        {
            if (swept.MinX + turnDeg > TurnDeg / 2 || swept.MaxX + turnDeg < -TurnDeg / 2)
                continue;
            _turnsDeg.Add(turnDeg);
            foreach (var place in _boxes.Query(new Envelope(
                swept.MinX + turnDeg, swept.MaxX + turnDeg, swept.MinY, swept.MaxY)))
            {
                if (!_near.Contains(place))
                    _near.Add(place);
            }
        }

        _near.Sort();
    }
}
