using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>The shapes of all places, side by side in memory.</summary>
internal sealed class PlaceTable
{
    private readonly Vec[] vertices;
    private readonly int[] ringStarts;
    private readonly int[] firstRings;
    private readonly DiscClip[] discs;
    private readonly Box[] bounds;

    private PlaceTable(Vec[] vertices, int[] ringStarts, int[] firstRings, DiscClip[] discs)
    {
        this.vertices = vertices;
        this.ringStarts = ringStarts;
        this.firstRings = firstRings;
        this.discs = discs;
        bounds = new Box[Count];
        for (var place = 0; place < Count; place++)
            bounds[place] = IsDisc(place) ? discs[place].Bounds() : Outline(place).Bounds();
    }

    public int Count => firstRings.Length - 1;

    public long Bytes => (16L * vertices.Length) + (4L * (ringStarts.Length + firstRings.Length)) + (72L * Count);

    public ReadOnlySpan<Vec> Vertices => vertices;

    public bool IsDisc(int place) => discs[place].Exists;

    public Box Bounds(int place) => bounds[place];

    public Outline Outline(int place) =>
        new(vertices, ringStarts, firstRings[place], firstRings[place + 1] - firstRings[place]);

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
            discs[place].Clip(place, a, b, hits);
        else
            AreaClip.Clip(place, Outline(place), a, b, hits);
    }
}
