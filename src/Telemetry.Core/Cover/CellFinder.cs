using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Cover;

/// <summary>
/// Finds which spots of a lattice have their centre in the place: each row of centres is a way through it, and the
/// place's index tells from where to where that is inside.
/// </summary>
internal sealed class CellFinder(PlaceShape shape, CellPlane plane, double cellM, int columns, int rows)
{
    /// <summary>Centres this near to a boundary, in cells, are asked for one by one.</summary>
    private const double Slack = 1e-6;

    private readonly PlaceIndex _index = PlaceIndex.Build(
        [new Place("", "", PlaceKind.Zone, shape, null, 1, [], "")]);

    private readonly LegHits _at = new();
    private readonly List<int> _spots = [];

    /// <summary>Spots by row, then column; at least one.</summary>
    public IReadOnlyList<int> Find()
    {
        var hits = new LegHits();
        for (var row = 0; row < rows; row++)
        {
            _index.Clip(Center(-1, row), Center(columns, row), hits);
            foreach (var hit in hits.Span)
                Add(row, (hit.Enter * (columns + 1)) - 1, (hit.Exit * (columns + 1)) - 1);
        }

        if (_spots.Count == 0)
            _spots.Add(Nearest());
        return _spots;
    }

    /// <summary>
    /// Those of a row whose centre is from one column's to another's, both counted in parts of columns.
    /// </summary>
    private void Add(int row, double from, double to)
    {
        var first = Math.Max(0, (int)Math.Ceiling(from - Slack));
        var last = Math.Min(columns - 1, (int)Math.Floor(to + Slack));
        for (var column = first; column <= last; column++)
        {
            var spot = (row * columns) + column;
            var isSure = column - from > Slack && to - column > Slack;
            if ((isSure || IsInside(column, row)) && (_spots.Count == 0 || _spots[^1] != spot))
                _spots.Add(spot);
        }
    }

    private bool IsInside(int column, int row)
    {
        _index.At(Center(column, row), _at);
        return _at.Count > 0;
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
