using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Telemetry.Core.Geo;

/// <summary>Boxes in degrees, found by what they meet. What reaches over the 180th meridian is on both edges.</summary>
internal sealed class BoxTree
{
    private const double TurnDeg = 360;

    private readonly STRtree<int> _tree = new();

    private BoxTree(IEnumerable<Box> boxes)
    {
        var item = 0;
        foreach (var box in boxes)
            _tree.Insert(new Envelope(box.MinX, box.MaxX, box.MinY, box.MaxY), item++);
        _tree.Build();
    }

    public static BoxTree Of(IEnumerable<Box> boxes) => new(boxes);

    /// <summary>Replaces the lists by what is found, ascending, and by where it may be.</summary>
    /// <param name="found">Ordinals of the boxes that may meet the one given.</param>
    /// <param name="turnsDeg">How far east to take the one given to be where they are: 0, or a whole turn.</param>
    public void Find(Box box, List<int> found, List<double> turnsDeg)
    {
        found.Clear();
        turnsDeg.Clear();
        for (var turnDeg = -TurnDeg; turnDeg <= TurnDeg; turnDeg += TurnDeg)
        {
            if (box.MinX + turnDeg > TurnDeg / 2 || box.MaxX + turnDeg < -TurnDeg / 2)
                continue;
            turnsDeg.Add(turnDeg);
            foreach (var item in _tree.Query(new Envelope(box.MinX + turnDeg, box.MaxX + turnDeg, box.MinY, box.MaxY)))
            {
                if (!found.Contains(item))
                    found.Add(item);
            }
        }

        found.Sort();
    }
}
