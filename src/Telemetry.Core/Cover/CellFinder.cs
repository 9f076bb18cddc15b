using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Cover;

/// <summary>
/// Finds which spots of a lattice have their centre in the place: each row of centres is a way through it, and the
/// place's index tells from where to where that is inside.
/// </summary>
internal sealed class CellFinder(PlaceShape shape, CellPlane plane, double cellM, int columns, int rows)
{
    private readonly List<int> _spots = [];

    /// <summary>Spots by row, then column; at least one.</summary>
    public IReadOnlyList<int> Find()
    {
        var place = new Place("", "", PlaceKind.Zone, shape, null, 1, [], "");
        var index = PlaceIndex.Build([place]);
        var hits = new LegHits();
        for (var row = 0; row < rows; row++)
        {
            index.Clip(Center(-1, row), Center(columns, row), hits);
            foreach (var hit in hits.Span)
            {
                // The way begins at the centre of the column before the first and ends at that of the one after.
                var first = Math.Max(0, (int)Math.Ceiling(hit.Enter * (columns + 1)) - 1);
                var last = Math.Min(columns - 1, (int)Math.Floor(hit.Exit * (columns + 1)) - 1);
                for (var column = first; column <= last; column++)
                    _spots.Add((row * columns) + column);
            }
        }

        if (_spots.Count == 0)
            _spots.Add(Nearest());
        return _spots;
    }

    private int Nearest()
    {
        var distance = new PlaceDistance(shape);
        return Enumerable.Range(0, columns * rows)
            .MinBy(spot => distance.MetersFrom(Center(spot % columns, spot / columns)));
    }

    private GeoPoint Center(int column, int row) => plane.ToPoint(
        new Vec((column + 0.5) - (columns / 2.0), (row + 0.5) - (rows / 2.0)) * cellM);
}
