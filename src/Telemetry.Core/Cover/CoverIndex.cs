using System.Runtime.InteropServices;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Cover;

/// <summary>
/// The watches of one plan version, found by where a leg goes. Its buffers make it a thing for one thread at a time.
/// </summary>
internal sealed class CoverIndex
{
    /// <summary>
    /// Metres that boxes are wider than need be, so that no rounding misses a cell at the end of reach.
    /// </summary>
    private const double SlackM = 0.01;

    private readonly CoverWatch[] _watches;
    private readonly Lazy<PlaceIndex> _near;
    private readonly Lazy<BoxTree> _boxes;
    private readonly LegHits _hits = new();
    private readonly List<int> _boxesFound = [];
    private readonly List<double> _turnsDeg = [];
    private readonly List<CoverWatch> _found = [];

    public CoverIndex(IEnumerable<CoverWatch> watches, Plan plan)
    {
        _watches = [.. watches];
        _near = new(() => PlaceIndex.Build([.. _watches.Select(watch => Around(watch, ReachM(watch.Rule, plan)))]));
        _boxes = new(() => BoxTree.Of(_watches.Select(watch => watch.Plane.Around(SlackM))));
    }

    /// <summary>
    /// The watches with a cell that somebody on this way may come near enough to see; valid until the next call.
    /// </summary>
    public ReadOnlySpan<CoverWatch> Near(GeoPoint from, GeoPoint to)
    {
        _near.Value.Clip(from, to, _hits);
        _found.Clear();
        var last = -1;
        foreach (ref readonly var hit in _hits.Span)
        {
            if (hit.Place != last)
                _found.Add(_watches[last = hit.Place]);
        }

        return CollectionsMarshal.AsSpan(_found);
    }

    /// <summary>Those with a cell that a footprint may come over that is carried along the way.</summary>
    public ReadOnlySpan<CoverWatch> Near(GeoPoint from, GeoPoint to, in FootprintQuad footprint)
    {
        var quad = footprint.Below(from);
        var way = new Vec(Wgs84.ShortWayDeg(to.LongitudeDeg - from.LongitudeDeg), to.LatitudeDeg - from.LatitudeDeg);
        _boxes.Value.Find(quad.Bounds.Including(quad.MovedBy(way).Bounds), _boxesFound, _turnsDeg);
        _found.Clear();
        foreach (var box in _boxesFound)
            _found.Add(_watches[box]);
        return CollectionsMarshal.AsSpan(_found);
    }

    private static double ReachM(CoverRule rule, Plan plan) => Enum.GetValues<DeviceKind>()
        .Where(rule.Accepts).Max(kind => plan.SettingsOf(kind).ReachM);

    /// <summary>The box of a place, wider by the reach, as a place of its own.</summary>
    private static Place Around(CoverWatch watch, double reachM)
    {
        var box = watch.Plane.Around(reachM + SlackM);
        // Over the 180th meridian it would be in two parts; one as wide as the map is around it all the same.
        var (west, east) = box.MinX < -180 || box.MaxX > 180 ? (-180, 180) : (box.MinX, box.MaxX);
        var shape = GeometryFactory.Default.ToGeometry(
            new Envelope(west, east, Math.Max(-90, box.MinY), Math.Min(90, box.MaxY)));
        return new Place(watch.Place.Id, "", PlaceKind.Zone, new PlaceShape.Area(shape), null, 1, [], "");
    }
}
