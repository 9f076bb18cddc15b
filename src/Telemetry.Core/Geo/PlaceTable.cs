using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>The shapes of all places, side by side in memory.</summary>
internal sealed class PlaceTable
{
    private readonly Vec[] _vertices;
    private readonly int[] _ringStarts;
    private readonly int[] _firstRings;
    private readonly DiscClip[] _discs;
    private readonly Box[] _bounds;

    private PlaceTable(Vec[] vertices, int[] ringStarts, int[] firstRings, DiscClip[] discs)
    {
        _vertices = vertices;
        _ringStarts = ringStarts;
        _firstRings = firstRings;
        _discs = discs;
        _bounds = new Box[Count];
        for (var place = 0; place < Count; place++)
            _bounds[place] = IsDisc(place) ? _discs[place].Bounds() : Outline(place).Bounds();
    }

    public int Count => _firstRings.Length - 1;

    public long Bytes => (16L * _vertices.Length) + (4L * (_ringStarts.Length + _firstRings.Length)) + (72L * Count);

    public ReadOnlySpan<Vec> Vertices => _vertices;

    public bool IsDisc(int place) => _discs[place].Exists;

    public DiscClip Disc(int place) => _discs[place];

    public Box Bounds(int place) => _bounds[place];

    public Outline Outline(int place) =>
        new(_vertices, _ringStarts, _firstRings[place], _firstRings[place + 1] - _firstRings[place]);

    public static PlaceTable Of(IReadOnlyList<Place> places)
    {
        var vertices = new List<Vec>();
        var ringStarts = new List<int>();
        var firstRings = new int[places.Count + 1];
        var discs = new DiscClip[places.Count];
        for (var i = 0; i < places.Count; i++)
        {
            firstRings[i] = ringStarts.Count;
            if (places[i].Shape is PlaceShape.Area area)
                Geo.Outline.Append(area.Geometry, vertices, ringStarts);
            else if (places[i].Shape is PlaceShape.Disc disc)
                discs[i] = new DiscClip(disc);
        }

        firstRings[^1] = ringStarts.Count;
        ringStarts.Add(vertices.Count);
        return new PlaceTable([.. vertices], [.. ringStarts], firstRings, discs);
    }

    /// <summary>The leg against the whole shape: exact, at a cost that grows with the shape's vertices.</summary>
    public void Clip(int place, Vec a, Vec b, LegHits hits)
    {
        if (IsDisc(place))
            _discs[place].Clip(place, a, b, hits);
        else
            AreaClip.Clip(place, Outline(place), a, b, hits);
    }
}
