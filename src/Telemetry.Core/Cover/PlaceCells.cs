using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Cover;

/// <summary>
/// A place as square cells: those of a lattice over its box whose centre is in the place, counted row by row from the
/// south-west. A place too small or thin to hold any centre has the one nearest to it. Immutable.
/// </summary>
internal sealed class PlaceCells
{
    /// <summary>In the lattice, not a cell of the place.</summary>
    public const int None = -1;

    private readonly CellPlane _plane;
    private readonly int[] _cells;
    private readonly int[] _spots;
    private readonly Vec _southWest;
    private readonly double _cellsPerM;

    private PlaceCells(CellPlane plane, double cellM, int columns, int rows, IReadOnlyList<int> spots)
    {
        (_plane, CellM, Columns, Rows, _spots) = (plane, cellM, columns, rows, [.. spots]);
        _southWest = new Vec(columns, rows) * (-cellM / 2);
        _cellsPerM = 1 / cellM;
        _cells = new int[columns * rows];
        Array.Fill(_cells, None);
        for (var cell = 0; cell < _spots.Length; cell++)
            _cells[_spots[cell]] = cell;
    }

    /// <summary>Cells of the place, at least one.</summary>
    public int Count => _spots.Length;

    /// <summary>Side of a cell.</summary>
    public double CellM { get; }

    /// <summary>Width and height of a cell in degrees.</summary>
    public Vec CellDeg => _plane.DegreesPerMeter * CellM;

    /// <summary>Of the lattice.</summary>
    public int Columns { get; }

    public int Rows { get; }

    /// <summary>South-western corner of the lattice's first cell.</summary>
    public GeoPoint Origin => _plane.ToPoint(_southWest);

    public static PlaceCells Of(PlaceShape shape, double cellM)
    {
        var plane = CellPlane.Of(shape);
        // A place of just so many cells must not get a row more or less by rounding.
        var columns = Math.Max(1, (int)Math.Ceiling((plane.SizeM.X / cellM) - CellRange.Slack));
        var rows = Math.Max(1, (int)Math.Ceiling((plane.SizeM.Y / cellM) - CellRange.Slack));
        var spots = new CellFinder(shape, plane, cellM, columns, rows).Find();
        return new PlaceCells(plane, cellM, columns, rows, spots);
    }

    /// <summary>The cell at this spot of the lattice, or <see cref="None"/>.</summary>
    public int At(int column, int row) => _cells[(row * Columns) + column];

    public (int Column, int Row) Spot(int cell) => (_spots[cell] % Columns, _spots[cell] / Columns);

    /// <summary>In metres of the place's plane.</summary>
    public Vec Center(int cell)
    {
        var (column, row) = Spot(cell);
        return new Vec(CenterX(column), CenterY(row));
    }

    public GeoPoint ToPoint(Vec meters) => _plane.ToPoint(meters);

    public Vec ToMeters(GeoPoint point) => _plane.ToMeters(point);

    /// <summary>
    /// Replaces the buffer's content by the cells whose centre comes within reach of somebody who goes from one point
    /// to another, in metres of the place's plane.
    /// </summary>
    public void Sight(Vec from, Vec to, double reachM, CellSights sights)
    {
        sights.Clear();
        var way = to - from;
        var rows = Span(Math.Min(from.Y, to.Y) - reachM, Math.Max(from.Y, to.Y) + reachM, _southWest.Y, Rows);
        var (low, high) = (Math.Min(from.X, to.X) - reachM, Math.Max(from.X, to.X) + reachM);
        var columns = Span(low, high, _southWest.X, Columns);
        // Along a row only the strip around the leg's line is in reach: for a long leg that is much less than its box.
        var half = reachM * Math.Sqrt(way.LengthSquared) / Math.Abs(way.Y);
        var isLong = 4 * half < high - low;
        var pass = new CellPass(way, reachM);
        for (var row = rows.First; row <= rows.Last; row++)
        {
            var northM = CenterY(row) - from.Y;
            if (isLong)
            {
                var middle = from.X + (northM * way.X / way.Y);
                columns = Span(Math.Max(low, middle - half), Math.Min(high, middle + half), _southWest.X, Columns);
            }

            if (columns.First > columns.Last)
                continue;
            var spots = _cells.AsSpan((row * Columns) + columns.First, columns.Last - columns.First + 1);
            var eastM = CenterX(columns.First) - from.X;
            foreach (var cell in spots)
            {
                if (cell != None)
                    pass.See(cell, eastM, northM, sights);
                eastM += CellM;
            }
        }
    }

    /// <summary>
    /// The same for a footprint, given where it starts, that is carried along the way: the cells whose centre comes
    /// into it.
    /// </summary>
    public void Sight(in FootprintQuad quad, Vec way, CellSights sights)
    {
        sights.Clear();
        var sweep = new FootprintSweep(quad, way);
        var rows = Span(sweep.Swept.MinY, sweep.Swept.MaxY, _southWest.Y, Rows);
        for (var row = rows.First; row <= rows.Last; row++)
        {
            var y = CenterY(row);
            var (low, high) = sweep.Across(y);
            var columns = Span(low, high, _southWest.X, Columns);
            for (var column = columns.First; column <= columns.Last; column++)
            {
                var cell = At(column, row);
                if (cell == None)
                    continue;
                var part = sweep.Cover(new Vec(CenterX(column), y));
                if (!part.IsEmpty)
                    sights.Add(cell, part.Enter, part.Exit);
            }
        }
    }

    private double CenterX(int column) => _southWest.X + ((column + 0.5) * CellM);

    private double CenterY(int row) => _southWest.Y + ((row + 0.5) * CellM);

    /// <summary>The columns or rows whose centres may lie between two bounds; one too many does no harm.</summary>
    private (int First, int Last) Span(double low, double high, double origin, int count) => (
        CellRange.First(((low - origin) * _cellsPerM) - 0.5, count),
        CellRange.Last(((high - origin) * _cellsPerM) - 0.5, count));
}
