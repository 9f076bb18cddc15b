using System.Runtime.InteropServices;

namespace Telemetry.Core.Geo;

/// <summary>
/// A leg against a whole polygon, exact in every case. It follows the ground just left and just right of the leg, each
/// inside or outside; what flips them is decided by signs that are never wrong, so that touching a corner, running
/// along an edge and passing between two holes need no case of their own.
/// </summary>
internal static class AreaClip
{
    public static void Clip(int place, Outline outline, Vec a, Vec b, LegHits hits)
    {
        if (a == b)
        {
            if (outline.Covers(a))
                hits.Add(place, 0, 1);
            return;
        }

        var events = hits.Boundary;
        events.Clear();
        var (left, right) = (false, false);
        for (var ring = 0; ring < outline.RingCount; ring++)
            Meet(outline.Ring(ring), a, b, events, ref left, ref right);

        var sorted = CollectionsMarshal.AsSpan(events);
        sorted.Sort();
        Sweep(place, sorted, left, right, hits);
    }

    private static void Sweep(
        int place, ReadOnlySpan<BoundaryEvent> events, bool left, bool right, LegHits hits)
    {
        var (along, since) = (0, 0d);
        foreach (var e in events)
        {
            hits.Add(place, left || right || along > 0 ? since : e.At, e.At);
            left ^= e.FlipsLeft;
            right ^= e.FlipsRight;
            along += e.Along;
            since = e.At;
        }

        if (left || right)
            hits.Add(place, since, 1);
    }

    private static void Meet(
        ReadOnlySpan<Vec> ring, Vec a, Vec b, List<BoundaryEvent> events, ref bool left, ref bool right)
    {
        var sideP = Side.Of(a, b, ring[0]);
        for (var i = 1; i < ring.Length; i++)
        {
            var (p, q, sideQ) = (ring[i - 1], ring[i], Side.Of(a, b, ring[i]));
            if (sideP == 0 && sideQ == 0)
                MeetAlong(p, q, a, b, events);
            else if (sideP * sideQ <= 0)
                MeetAcross(p, sideP, q, sideQ, a, b, events, ref left, ref right);
            sideP = sideQ;
        }
    }

    /// <summary>The edge lies on the leg's line.</summary>
    private static void MeetAlong(Vec p, Vec q, Vec a, Vec b, List<BoundaryEvent> events)
    {
        if (Order(p, a, b) > Order(q, a, b))
            (p, q) = (q, p);
        if (Order(p, a, b) > 1 || Order(q, a, b) < -1)
            return;
        var (from, to) = (LegFraction.OfPoint(a, b, p), LegFraction.OfPoint(a, b, q));
        events.Add(new BoundaryEvent(Math.Min(from, to), false, false, 1));
        events.Add(new BoundaryEvent(Math.Max(from, to), false, false, -1));
    }

    /// <summary>The edge meets the leg's line in one point, before, on or after the leg.</summary>
    private static void MeetAcross(
        Vec p, int sideP, Vec q, int sideQ, Vec a, Vec b, List<BoundaryEvent> events, ref bool left, ref bool right)
    {
        var flipsLeft = (sideP > 0) != (sideQ > 0);
        var flipsRight = (sideP < 0) != (sideQ < 0);
        var order = sideP == 0 ? Order(p, a, b) : sideQ == 0 ? Order(q, a, b) : OrderOfCrossing(p, q, sideQ, a, b);
        if (order < -1)
        {
            left ^= flipsLeft;
            right ^= flipsRight;
        }
        else if (order <= 1)
        {
            var at = order == -1 ? 0
                : order == 1 ? 1
                : sideP == 0 ? LegFraction.OfPoint(a, b, p)
                : sideQ == 0 ? LegFraction.OfPoint(a, b, q)
                : LegFraction.OfCrossing(a, b, p, q);
            events.Add(new BoundaryEvent(at, flipsLeft, flipsRight, 0));
        }
    }

    /// <summary>
    /// For a point on the leg's line: −2 before its start, −1 at it, 0 between, 1 at its end, 2 after.
    /// </summary>
    private static int Order(Vec v, Vec a, Vec b)
    {
        // The axis along which the leg is longer tells points on its line apart without rounding.
        var (at, start, end) = Math.Abs(b.X - a.X) >= Math.Abs(b.Y - a.Y) ? (v.X, a.X, b.X) : (v.Y, a.Y, b.Y);
        if (start > end)
            (at, start, end) = (-at, -start, -end);
        return at.CompareTo(start) switch
        {
            < 0 => -2,
            0 => -1,
            _ => at < end ? 0 : at > end ? 2 : 1,
        };
    }

    /// <summary>The same for the point where an edge with an end on each side crosses the leg's line.</summary>
    private static int OrderOfCrossing(Vec p, Vec q, int sideQ, Vec a, Vec b)
    {
        var sideA = Side.Of(p, q, a);
        if (sideA == 0)
            return -1;
        // Along the leg the side of the edge changes from q's to its opposite: whoever starts past the change met it
        // before.
        if (sideA == -sideQ)
            return -2;
        var sideB = Side.Of(p, q, b);
        return sideB == 0 ? 1 : sideB == sideA ? 2 : 0;
    }
}
