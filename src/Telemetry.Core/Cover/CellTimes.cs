using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Cover;

/// <summary>
/// When each cell of a place was last seen, as it stands at a moment. What was seen before the window began is not
/// looked for: a cell not seen within it may have been seen before.
/// </summary>
public sealed class CellTimes
{
    private const long Never = long.MinValue;

    private readonly PlaceCells _cells;
    private readonly CellSights _sights = new();
    private readonly long[] _seenUs;

    private CellTimes(PlaceCells cells, long fromUs, long atUs)
    {
        (_cells, FromUs, AtUs) = (cells, fromUs, atUs);
        _seenUs = new long[cells.Count];
        Array.Fill(_seenUs, Never);
    }

    /// <summary>Cells of the place, at least one; counted row by row from the south-west.</summary>
    public int Count => _cells.Count;

    /// <summary>Side of a cell in metres.</summary>
    public double CellM => _cells.CellM;

    /// <summary>Of the lattice, whose cells are not all of the place.</summary>
    public int Columns => _cells.Columns;

    public int Rows => _cells.Rows;

    /// <summary>South-western corner of the lattice.</summary>
    public GeoPoint Origin => _cells.Origin;

    /// <summary>Width and height of a cell in degrees: the same everywhere in the lattice.</summary>
    public double CellLongitudeDeg => _cells.CellDeg.X;

    public double CellLatitudeDeg => _cells.CellDeg.Y;

    /// <summary>Since when sightings are looked for.</summary>
    public long FromUs { get; }

    public long AtUs { get; }

    /// <summary>How many cells the lattice has: more than the place, and known without making it.</summary>
    public static double LatticeOf(PlaceShape shape, double cellM)
    {
        var sizeM = CellPlane.Of(shape).SizeM;
        return Math.Ceiling(sizeM.X / cellM) * Math.Ceiling(sizeM.Y / cellM);
    }

    /// <summary>Nothing is seen yet.</summary>
    public static CellTimes Of(PlaceShape shape, double cellM, long fromUs, long atUs) =>
        Of(PlaceCells.Of(shape, cellM), fromUs, atUs);

    internal static CellTimes Of(PlaceCells cells, long fromUs, long atUs) => new(cells, fromUs, atUs);

    /// <summary>The cell at this spot of the lattice; −1 when the place has none there.</summary>
    public int At(int column, int row) => _cells.At(column, row);

    public (int Column, int Row) SpotOf(int cell) => _cells.Spot(cell);

    public GeoPoint CenterOf(int cell) => _cells.ToPoint(_cells.Center(cell));

    /// <summary>Null when it was not seen within the window.</summary>
    public long? SeenUs(int cell) => _seenUs[cell] == Never ? null : _seenUs[cell];

    /// <summary>How many were seen at this moment or later.</summary>
    public int SeenSince(long us)
    {
        var seen = 0;
        foreach (var seenUs in _seenUs)
            seen += seenUs != Never && seenUs >= us ? 1 : 0;
        return seen;
    }

    /// <summary>Takes in what a leg saw in the window.</summary>
    internal void See(in CoverLeg leg)
    {
        if (leg.Seen.StartUs > AtUs || leg.Seen.EndUs < FromUs)
            return;
        var (start, end) = (_cells.ToMeters(leg.From), _cells.ToMeters(leg.To));
        if (leg.Footprint is { } footprint)
            _cells.Sight(footprint.MovedBy(start), end - start, _sights);
        else
            _cells.Sight(start, end, leg.ReachM, _sights);
        var lengthUs = leg.Leg.EndUs - leg.Leg.StartUs;
        foreach (ref readonly var sight in _sights.Span)
        {
            var firstUs = Math.Max(leg.Seen.StartUs, sight.FirstUs(leg.Leg.StartUs, lengthUs));
            var lastUs = Math.Min(leg.Seen.EndUs, sight.LastUs(leg.Leg.StartUs, lengthUs));
            if (firstUs <= lastUs && firstUs <= AtUs && lastUs >= FromUs)
                _seenUs[sight.Cell] = Math.Max(_seenUs[sight.Cell], Math.Min(lastUs, AtUs));
        }
    }
}
