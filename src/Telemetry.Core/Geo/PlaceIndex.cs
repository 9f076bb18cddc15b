using Telemetry.Core.Plans;

namespace Telemetry.Core.Geo;

/// <summary>
/// The places of one plan version, found by where a leg goes. Immutable, safe for any number of threads, each with a
/// <see cref="LegHits"/> of its own. Hits are exact: the same yes and no as NetTopologySuite's <c>Intersects</c>.
/// </summary>
public sealed class PlaceIndex
{
    private readonly PlaceTable places;

    private PlaceIndex(PlaceTable places) => this.places = places;

    /// <summary>Number of places.</summary>
    public int Count => places.Count;

    /// <summary>Builds the index; hits name places by their ordinal in this list. Shapes are taken as valid.</summary>
    public static PlaceIndex Build(IReadOnlyList<Place> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return new PlaceIndex(PlaceTable.Of(places));
    }

    /// <summary>
    /// Replaces the buffer's content by the places that the straight way in degrees meets, in order of place, then way.
    /// A leg that crosses the 180th meridian goes the short way; one of no length stands, inside from 0 to 1.
    /// </summary>
    public void Clip(GeoPoint from, GeoPoint to, LegHits hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        hits.Clear();
        var eastDeg = to.LongitudeDeg - from.LongitudeDeg;
        if (Math.Abs(eastDeg) <= 180)
            ClipPart(from, to, hits);
        else
            ClipAroundTheBack(from, to, Wgs84.ShortWayDeg(eastDeg), hits);
    }

    private void ClipAroundTheBack(GeoPoint from, GeoPoint to, double eastDeg, LegHits hits)
    {
        var edgeDeg = Math.CopySign(180, eastDeg);
        var fraction = eastDeg == 0 ? 0 : Math.Clamp((edgeDeg - from.LongitudeDeg) / eastDeg, 0, 1);
        var latitudeDeg = from.LatitudeDeg + (fraction * (to.LatitudeDeg - from.LatitudeDeg));
        ClipPart(from, new GeoPoint(latitudeDeg, edgeDeg), hits);
        hits.StartSecondPart();
        ClipPart(new GeoPoint(latitudeDeg, -edgeDeg), to, hits);
        hits.JoinParts(fraction);
    }

    private void ClipPart(GeoPoint from, GeoPoint to, LegHits hits)
    {
        var (a, b) = (Vec.Of(from), Vec.Of(to));
        var box = Box.Of(a, b);
        for (var place = 0; place < places.Count; place++)
            if (places.Bounds(place).Meets(box))
                places.Clip(place, a, b, hits);
    }
}
