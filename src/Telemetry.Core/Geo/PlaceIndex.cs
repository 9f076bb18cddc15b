using System.Runtime.InteropServices;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>
/// The places of one plan version, found by where a leg goes. Immutable, safe for any number of threads, each with a
/// <see cref="LegHits"/> of its own. Hits are exact: the same yes and no as NetTopologySuite's <c>Intersects</c>. What
/// a leg costs depends on the ground under it, not on the number of places.
/// </summary>
public sealed class PlaceIndex
{
    /// <summary>Above this many cells between its ends a leg is walked along, cell by cell.</summary>
    private const int CellsUnderShortLeg = 6;

    private readonly PlaceTable _places;
    private readonly CellGrid _grid;

    private PlaceIndex(PlaceTable places) => (_places, _grid) = (places, CellGridBuilder.Build(places));

    /// <summary>Number of places.</summary>
    public int Count => _places.Count;

    /// <summary>Memory the index holds.</summary>
    public long Bytes => _places.Bytes + _grid.Bytes;

    /// <summary>
    /// Builds the index; hits name places by their ordinal in this list. Shapes are taken as valid.
    /// </summary>
    public static PlaceIndex Build(IReadOnlyList<Place> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return new PlaceIndex(PlaceTable.Of(places));
    }

    /// <summary>
    /// Replaces the buffer's content by the places that the straight way in degrees meets, by place, then along the
    /// way. A leg that crosses the 180th meridian goes the short way; one of no length stands, inside from 0 to 1.
    /// </summary>
    public void Clip(GeoPoint from, GeoPoint to, LegHits hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        hits.Clear();
        var eastDeg = to.LongitudeDeg - from.LongitudeDeg;
        if (Math.Abs(eastDeg) <= 180)
            ClipPart(Vec.Of(from), Vec.Of(to), hits);
        else
            ClipAroundTheBack(from, to, Wgs84.ShortWayDeg(eastDeg), hits);
    }

    /// <summary>The places that a point is in, each with the whole of a leg of no length.</summary>
    public void At(GeoPoint point, LegHits hits) => Clip(point, point, hits);

    private void ClipAroundTheBack(GeoPoint from, GeoPoint to, double eastDeg, LegHits hits)
    {
        var edgeDeg = Math.CopySign(180, eastDeg);
        var fraction = eastDeg == 0 ? 0 : Math.Clamp((edgeDeg - from.LongitudeDeg) / eastDeg, 0, 1);
        var latitudeDeg = from.LatitudeDeg + (fraction * (to.LatitudeDeg - from.LatitudeDeg));
        ClipPart(Vec.Of(from), new Vec(edgeDeg, latitudeDeg), hits);
        hits.StartSecondPart();
        ClipPart(new Vec(-edgeDeg, latitudeDeg), Vec.Of(to), hits);
        hits.JoinParts(fraction);
    }

    private void ClipPart(Vec a, Vec b, LegHits hits)
    {
        var (from, to) = (_grid.Frame.ToTiles(a), _grid.Frame.ToTiles(b));
        var cell = _grid.CellAt(from);
        if (cell < 0 || cell != _grid.CellAt(to))
            ClipAcross(a, b, from, to, hits);
        else if (HasBoundaries(cell))
            ClipInCell(a, b, from, cell, hits);
        else
            hits.AddWhole(_grid.Entries(cell));
    }

    private void ClipInCell(Vec a, Vec b, Vec from, int cell, LegHits hits)
    {
        hits.Crossings.Clear();
        var scan = new LegScan(_places.Vertices, a, b, hits.Crossings);
        scan.ReadFirst(_grid.Entries(cell), _grid.SpotAt(from).Center(_grid.Frame));
        PutTogether(a, b, hits);
    }

    private void ClipAcross(Vec a, Vec b, Vec from, Vec to, LegHits hits)
    {
        var (startsOnGrid, endsOnGrid) = (_grid.Frame.Holds(from), _grid.Frame.Holds(to));
        var first = startsOnGrid ? _grid.SpotAt(from) : default;
        var last = endsOnGrid ? _grid.SpotAt(to) : default;
        var range = first.To(last);
        var isShort = startsOnGrid && endsOnGrid && first.SharesTileWith(last) && range.Count <= CellsUnderShortLeg;
        if (isShort && !HasBoundaries(first.Tile, range))
        {
            hits.AddWhole(_grid.Entries(first.Cell));
            return;
        }

        hits.Crossings.Clear();
        var scan = new LegScan(_places.Vertices, a, b, hits.Crossings);
        if (startsOnGrid)
            scan.ReadFirst(_grid.Entries(first.Cell), first.Center(_grid.Frame));
        if (isShort)
            ReadOthers(scan, first, range);
        else
            ReadOthers(scan, from, to, startsOnGrid ? first.Cell : -1);
        PutTogether(a, b, hits);
    }

    /// <summary>Deep inside, where most legs are, a cell has none and there is nothing to compute.</summary>
    private bool HasBoundaries(int cell)
    {
        foreach (var entry in _grid.Entries(cell))
            if (!entry.IsCover)
                return true;
        return false;
    }

    private bool HasBoundaries(Tile tile, CellRange range)
    {
        for (var y = range.FirstRow; y <= range.LastRow; y++)
            for (var x = range.FirstColumn; x <= range.LastColumn; x++)
                if (HasBoundaries(tile.Cell(x, y)))
                    return true;
        return false;
    }

    /// <summary>All cells of a small rectangle: one that the leg misses does no harm.</summary>
    private void ReadOthers(LegScan scan, CellSpot first, CellRange range)
    {
        for (var y = range.FirstRow; y <= range.LastRow; y++)
            for (var x = range.FirstColumn; x <= range.LastColumn; x++)
                if (x != first.X || y != first.Y)
                    scan.ReadNext(_grid.Entries(first.Tile.Cell(x, y)));
    }

    private void ReadOthers(LegScan scan, Vec from, Vec to, int first)
    {
        var tiles = new LineWalk(from, to, _grid.Frame.Columns, _grid.Frame.Rows);
        while (tiles.MoveNext())
        {
            var tile = _grid.TileAt(tiles.Column, tiles.Row);
            var corner = new Vec(tiles.Column, tiles.Row);
            var cells = new LineWalk((from - corner) * tile.Side, (to - corner) * tile.Side, tile.Side, tile.Side);
            while (cells.MoveNext())
            {
                var cell = tile.Cell(cells.Column, cells.Row);
                if (cell != first)
                    scan.ReadNext(_grid.Entries(cell));
            }
        }
    }

    /// <summary>From what the cells said to one list of hits by place.</summary>
    private void PutTogether(Vec a, Vec b, LegHits hits)
    {
        var crossings = CollectionsMarshal.AsSpan(hits.Crossings);
        if (crossings.Length == 1 && crossings[0].IsStart)
        {
            hits.Add(crossings[0].Place, 0, 1);
            return;
        }

        crossings.Sort();
        for (var i = 0; i < crossings.Length;)
        {
            var end = i + 1;
            while (end < crossings.Length && crossings[end].Place == crossings[i].Place)
                end++;
            if (crossings[i].IsDoubt)
                _places.Clip(crossings[i].Place, a, b, hits);
            else
                Sweep(crossings[i..end], hits);
            i = end;
        }
    }

    private static void Sweep(ReadOnlySpan<Crossing> crossings, LegHits hits)
    {
        var (place, inside) = (crossings[0].Place, crossings[0].IsStart);
        var (since, edge) = (0d, 0);
        foreach (var crossing in crossings[(inside ? 1 : 0)..])
        {
            // Two cells told of the same edge.
            if (crossing.Edge == edge)
                continue;
            if (inside)
                hits.Add(place, since, crossing.At);
            (inside, since, edge) = (!inside, crossing.At, crossing.Edge);
        }

        if (inside)
            hits.Add(place, since, 1);
    }
}
