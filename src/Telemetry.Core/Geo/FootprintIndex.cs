using System.Runtime.InteropServices;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>
/// The places of one plan version at which a drone is present where its camera looks. Its buffers make it a thing for
/// one thread at a time.
/// </summary>
internal sealed class FootprintIndex
{
    private readonly int[] _ordinals;
    private readonly BoxTree _boxes;
    private readonly FootprintClip _clip;
    private readonly List<double> _turnsDeg = [];
    private readonly List<int> _near = [];

    /// <param name="places">Everything that legs are laid over; hits name places by their ordinal in this list.</param>
    public FootprintIndex(IReadOnlyList<Place> places)
    {
        _ordinals = [.. Enumerable.Range(0, places.Count).Where(i => places[i].Drones.Mode == DroneMode.Camera)];
        var table = PlaceTable.Of([.. _ordinals.Select(i => places[i])]);
        _clip = new FootprintClip(table);
        _boxes = BoxTree.Of(Enumerable.Range(0, table.Count).Select(table.Bounds));
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
        var quad = footprint.Below(from);
        var way = new Vec(
            Wgs84.ShortWayDeg(to.LongitudeDeg - from.LongitudeDeg), to.LatitudeDeg - from.LatitudeDeg);
        _boxes.Find(quad.Bounds.Including(quad.MovedBy(way).Bounds), _near, _turnsDeg);
        foreach (var place in _near)
            _clip.Clip(place, _ordinals[place], quad, way, CollectionsMarshal.AsSpan(_turnsDeg), hits);
    }
}
