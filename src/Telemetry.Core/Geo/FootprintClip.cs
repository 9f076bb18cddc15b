using System.Runtime.InteropServices;

namespace Telemetry.Core.Geo;

/// <summary>
/// A footprint carried along a leg against places of one table. Buffers to use again: not for two threads at once.
/// </summary>
internal sealed class FootprintClip(PlaceTable places)
{
    private readonly LegHits _corner = new();
    private readonly List<(double Enter, double Exit)> _parts = [];

    /// <summary>Adds the place's hits, disjoint and by way.</summary>
    /// <param name="place">In the table.</param>
    /// <param name="ordinal">By which the hits name it.</param>
    /// <param name="quad">The footprint where the leg begins, in degrees, as <paramref name="way"/>.</param>
    /// <param name="turnsDeg">How far east to take the footprint for it to be where the place may be: 0, and a whole
    /// turn when it reaches over the 180th meridian.</param>
    public void Clip(
        int place, int ordinal, in FootprintQuad quad, Vec way, ReadOnlySpan<double> turnsDeg, LegHits hits)
    {
        if (places.IsDisc(place))
        {
            places.Disc(place).Clip(ordinal, quad, way, hits);
            return;
        }

        _parts.Clear();
        foreach (var turnDeg in turnsDeg)
            Gather(places.Outline(place), places.Bounds(place), quad.MovedBy(new Vec(turnDeg, 0)), way);
        var parts = CollectionsMarshal.AsSpan(_parts);
        parts.Sort(static (a, b) => a.Enter.CompareTo(b.Enter));
        foreach (var (enter, exit) in parts)
            hits.Add(ordinal, enter, exit);
    }

    private void Gather(in Outline outline, Box bounds, in FootprintQuad quad, Vec way)
    {
        var sweep = new FootprintSweep(quad, way);
        if (!sweep.Swept.Meets(bounds))
            return;
        _corner.Clear();
        AreaClip.Clip(0, outline, sweep.CornerFrom, sweep.CornerTo, _corner);
        foreach (var hit in _corner.Span)
            _parts.Add((hit.Enter, hit.Exit));
        for (var ring = 0; ring < outline.RingCount; ring++)
        {
            var vertices = outline.Ring(ring);
            for (var i = 1; i < vertices.Length; i++)
            {
                var part = sweep.Meet(vertices[i - 1], vertices[i]);
                if (!part.IsEmpty)
                    _parts.Add((part.Enter, part.Exit));
            }
        }
    }
}
